import logging

from fastapi import FastAPI, HTTPException

app = FastAPI()


def found(number: int) -> int:
    if number < 0:
        raise HTTPException(404)
    return number


def failed(message: str) -> dict[str, str]:
    return {"error": message}


@app.get("/{number}")
def show(number: int) -> dict[str, int]:
    """A number."""
    try:
        if number < 0:
            raise HTTPException(404)
        return {"number": number}
    except Exception:  # FAA516
        return {}


@app.get("/logged/{number}")
def logged(number: int) -> dict[str, int] | dict[str, str]:
    """A number."""
    try:
        return {"number": found(number)}
    except Exception:  # FAA516
        logging.exception("no number")
        return failed("no number")
