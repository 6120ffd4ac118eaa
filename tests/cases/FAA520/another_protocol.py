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


@app.post("/token", response_model=None)
def token() -> JSONResponse:
    """An error of OAuth."""
    return JSONResponse({"error": "invalid_grant", "error_description": "no"}, status_code=400)


@app.post("/chat", response_model=None)
def chat() -> JSONResponse:
    """An error as OpenAI has them."""
    return JSONResponse(content={"error": {"message": "no"}}, status_code=400)
