from fastapi import FastAPI, HTTPException

app = FastAPI()


def find(number: int) -> int:
    try:
        if number < 0:
            raise HTTPException(404)
    except HTTPException:
        return 0
    return number


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return find(number)
    except Exception as error:
        raise HTTPException(500) from error
