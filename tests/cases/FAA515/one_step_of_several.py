from fastapi import FastAPI, HTTPException

app = FastAPI()


def send(number: int) -> None:
    try:
        print(10 // number)
    except Exception as error:
        raise HTTPException(500, "could not send it") from error


def load(number: int) -> None:
    try:
        print(10 // number)
    except Exception as error:  # FAA515
        raise HTTPException(500, f"failed: {error}") from error


@app.get("/{number}")
def show(number: int) -> int:
    """A number."""
    try:
        number = 10 // number
    except Exception as error:
        raise HTTPException(status_code=500, detail="could not divide it") from error
    send(number)
    load(number)
    return number


@app.get("/whole/{number}")
def whole(number: int) -> int:
    """A number."""
    try:
        return 10 // number
    except Exception as error:  # FAA515
        raise HTTPException(status_code=500, detail="could not divide it") from error
