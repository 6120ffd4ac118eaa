from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(400, "negative")
        return 10 // number
    except Exception as error:
        raise HTTPException(status_code=400) from error
