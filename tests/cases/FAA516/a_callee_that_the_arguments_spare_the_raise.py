from fastapi import FastAPI, HTTPException

app = FastAPI()


def find(number: int, strict: bool = False) -> int:
    if strict:
        raise HTTPException(404)
    return number


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return find(number, strict=False)
    except Exception as error:
        raise HTTPException(500) from error
