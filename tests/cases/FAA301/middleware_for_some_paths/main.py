from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBearer
from starlette.middleware.base import BaseHTTPMiddleware

ADMIN = ["/admin", "/internal"]
PUBLIC = {"/feedback", "/subscriptions"}
Sent = Annotated[object, Depends(HTTPBearer())]

app = FastAPI()
other = FastAPI()
third = FastAPI()


def refused(request: Request):
    if request.headers.get("authorization") is None:
        return JSONResponse({"detail": "who are you?"}, status_code=401)
    return None


@app.middleware("http")
async def guard_some(request: Request, call_next):
    if any(request.url.path.startswith(path) for path in ADMIN):
        if request.headers.get("authorization") is None:
            return JSONResponse({"detail": "who are you?"}, status_code=401)
    return await call_next(request)


@app.put("/admin/names/{name}")
def rename_all(name: str): ...


@app.put("/books/{number}")
def change(number: int, credentials: Sent): ...


@app.delete("/books/{number}")
def remove(number: int): ...  # FAA301


class AllBut(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        path = request.url.path.rstrip("/")
        if path in PUBLIC:
            return await call_next(request)
        if request.method != "POST" and not path.startswith("/books"):
            return await call_next(request)
        if request.headers.get("authorization") is None:
            return JSONResponse({"detail": "who are you?"}, status_code=401)
        return await call_next(request)


other.add_middleware(AllBut)


@other.put("/books/{number}")
def exchange(number: int, credentials: Sent): ...


@other.delete("/books/{number}")
def discard(number: int): ...


@other.post("/feedback")
def say(text: str): ...


@other.post("/authors")
def write(name: str): ...


@other.put("/authors/{number}")
def rewrite(number: int, credentials: Sent): ...


@other.delete("/authors/{number}")
def forget(number: int): ...  # FAA301


@third.middleware("http")
async def guard_admins(request: Request, call_next):
    is_for_admins = request.scope["path"].startswith("/admin")
    if is_for_admins and refused(request) is not None:
        return refused(request)
    return await call_next(request)


@third.put("/admin/names/{name}")
def rename(name: str): ...


@third.put("/votes/{number}")
def vote(number: int): ...
