from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(Exception)
async def answer(request, exc):
    """Answer whatever it is: this one does stand outside of middleware."""
    status = exc.status_code if isinstance(exc, HTTPException) else 500
    return JSONResponse({"detail": str(exc)}, status_code=status)


@app.middleware("http")
async def refuse(request, call_next):
    """Refuse strangers."""
    if "authorization" not in request.headers:
        raise HTTPException(401)
    return await call_next(request)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
