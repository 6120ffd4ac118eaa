from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        return 10 // number
    except (ZeroDivisionError, ValueError) as error:
        raise HTTPException(500) from error


@app.get("/sums/{number}")
def added(number: int) -> int:
    """A sum."""
    try:
        if number < 0:
            raise HTTPException(404)
        return 10 + number
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(500, str(error)) from error
