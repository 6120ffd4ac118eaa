from fastapi import FastAPI, HTTPException
from starlette.middleware.base import BaseHTTPMiddleware


class Teapot(Exception):
    pass


class Unnoticed(Exception):
    pass


def check(token: str | None) -> None:
    if token is None:
        raise HTTPException(status_code=401)
    if token == "tea":
        raise Teapot


class Strangers(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        check(request.headers.get("authorization"))  # FAA526
        if "broken" in request.url.path:
            raise HTTPException(500)
        if "odd" in request.url.path:
            raise ValueError(request.url.path)
        if "unnoticed" in request.url.path:
            raise Unnoticed
        return await call_next(request)


class Plain:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["path"] == "/tea":
            raise Teapot  # FAA526
        await self.app(scope, receive, send)


async def gate(request, call_next):
    if "gate" in request.url.path:
        raise HTTPException(403)  # FAA526
    return await call_next(request)


app = FastAPI()
app.add_middleware(Strangers)
app.add_middleware(Plain)
app.add_middleware(BaseHTTPMiddleware, dispatch=gate)


@app.exception_handler(Teapot)
async def short_and_stout(request, exc):
    """Pour it out."""
    raise NotImplementedError


@app.exception_handler(ValueError)
async def odd(request, exc):
    """Whatever it is about."""
    raise NotImplementedError


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
