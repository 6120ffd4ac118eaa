from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def refuse(request, call_next):
    """Refuse strangers."""
    if "authorization" not in request.headers:
        raise HTTPException(401)
    return await call_next(request)


@app.middleware("http")
async def answer(request, call_next):
    """Answer for what lies inside."""
    try:
        return await call_next(request)
    except HTTPException as error:
        return JSONResponse({"detail": error.detail}, status_code=error.status_code)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
