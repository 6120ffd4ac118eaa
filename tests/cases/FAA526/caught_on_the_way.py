from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()


def check(token: str | None) -> None:
    if token is None:
        raise HTTPException(401)


@app.middleware("http")
async def refuse(request, call_next):
    """Refuse strangers."""
    try:
        check(request.headers.get("authorization"))
    except HTTPException as error:
        return JSONResponse({"detail": error.detail}, status_code=error.status_code)
    return await call_next(request)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
