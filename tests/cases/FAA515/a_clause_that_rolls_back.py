from fastapi import FastAPI, HTTPException

app = FastAPI()

undone: list[str] = []


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return 10 // number
    except Exception as error:
        undone.clear()
        raise HTTPException(500) from error
