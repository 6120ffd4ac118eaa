from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(422)
    return number


@app.get("/hidden/{number}", include_in_schema=False)
def hidden(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(404)
    return number
