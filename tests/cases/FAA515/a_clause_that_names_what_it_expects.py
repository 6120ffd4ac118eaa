from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return 10 // number
    except (ZeroDivisionError, ValueError) as error:
        raise HTTPException(500) from error
