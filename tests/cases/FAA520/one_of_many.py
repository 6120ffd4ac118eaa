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
