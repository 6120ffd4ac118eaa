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


@app.exception_handler(HTTPException)
def answer(request, error):
    """Answer in the form of the house."""
    return JSONResponse({"error": error.detail}, status_code=error.status_code)


@app.get("/b", response_model=None)
def two() -> JSONResponse:
    """An error."""
    return JSONResponse({"error": "no"}, status_code=400)
