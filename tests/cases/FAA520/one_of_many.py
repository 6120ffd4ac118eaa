from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/a/{number}")
def one(number: int) -> int:
    """A number."""
    if number < 0:
        raise HTTPException(404)
    if number > 9:
        raise HTTPException(400)
    if number > 8:
        raise HTTPException(409)
    return number


@app.get("/b", response_model=None)
def two() -> JSONResponse:
    """An error."""
    return JSONResponse(content={"message": "no"}, status_code=404)  # FAA520


@app.get("/health", response_model=None)
def health() -> JSONResponse:
    """Whether all is well, in one form."""
    if number_of_books() == 0:
        return JSONResponse({"message": "empty"}, status_code=503)
    return JSONResponse({"message": "OK"})


def number_of_books() -> int:
    return 0
