from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return 10 // number
    except Exception as error:
        if isinstance(error, HTTPException):
            raise error
        raise HTTPException(500) from error


@app.get("/other/{number}")
def other(number: int) -> int:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return 10 // number
    except Exception as error:
        raise HTTPException(getattr(error, "status_code", 500)) from error
