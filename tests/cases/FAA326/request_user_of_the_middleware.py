from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer
from starlette.authentication import (
    AuthCredentials,
    AuthenticationBackend,
    SimpleUser,
    UnauthenticatedUser,
    has_required_scope,
    requires,
)
from starlette.middleware.authentication import AuthenticationMiddleware


class Person(SimpleUser):
    def __init__(self, username: str, email: str) -> None:
        super().__init__(username)
        self.email = email
        self.is_admin = False


class Backend(AuthenticationBackend):
    async def authenticate(self, conn):
        if conn.headers.get("Authorization") == "Bearer secret-of-ada":
            return AuthCredentials(["authenticated"]), Person("ada", "ada@books.example")
        return AuthCredentials(), UnauthenticatedUser()


def administrator(request: Request) -> None:  # FAA326
    if not request.user.is_admin:
        raise HTTPException(403)


def bearing_administrator(
    request: Request, token: Annotated[str, Depends(HTTPBearer())]
) -> None:
    if not request.user.is_admin:
        raise HTTPException(403)


def somebody(request: Request) -> None:
    if not request.user.is_authenticated:
        raise HTTPException(401)


app = FastAPI()
app.add_middleware(AuthenticationMiddleware, backend=Backend())
router = APIRouter(prefix="/mine", dependencies=[Depends(somebody)])


@app.get("/letters")
async def read_letters(request: Request):  # FAA326
    async def lines():
        yield request.user.email

    return [line async for line in lines()]


@app.delete("/books", dependencies=[Depends(administrator)])
async def remove_books(): ...


@app.delete("/shelves", dependencies=[Depends(bearing_administrator)])
async def remove_shelves(): ...


@app.get("/required")
@requires(["authenticated"])
async def read_required(request: Request):
    return request.user.email


@app.get("/greeting")
async def greet(request: Request):
    return request.user.email if request.user.is_authenticated else "stranger"


@app.get("/premium")
async def read_premium(request: Request):
    if not has_required_scope(request, ["premium"]):
        raise HTTPException(402)
    return request.user.email


@app.get("/name")
async def read_name(request: Request):
    return request.user.display_name


@app.get("/attempt")
async def read_attempt(request: Request):
    try:
        return request.user.email
    except AttributeError:
        return None


@router.get("/letters")
async def read_mine(request: Request):
    return request.user.email


app.include_router(router)
