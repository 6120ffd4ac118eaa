from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


@app.get("/a/{number}", response_model=None)
def one(number: int) -> int | JSONResponse:
    """A number."""
    if number < 0:
        raise HTTPException(404)
    return JSONResponse({"error": "no"}, status_code=400)
