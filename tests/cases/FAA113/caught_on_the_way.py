from fastapi import FastAPI, HTTPException

app = FastAPI()


def find(number: int) -> int:
    if number < 0:
        raise HTTPException(404)
    return number


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return find(number)
    except HTTPException:
        return 0
