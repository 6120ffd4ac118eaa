from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from starlette.status import HTTP_403_FORBIDDEN

app = FastAPI()


class Book(BaseModel):
    title: str


class Database: ...


def database() -> Database:
    return Database()


async def current_user(request: Request, database: Database) -> str:
    token = request.cookies.get("token")
    if token is None:
        raise HTTPException(status_code=401)
    return token


def verify_token(authorization: str = "") -> None:
    if authorization != "t":
        raise HTTPException(status_code=401)


def require_admin(request: Request) -> None:
    if not request.state.user.is_admin:
        raise HTTPException(HTTP_403_FORBIDDEN)


@app.post("/a")
async def a(book: Book, request: Request, database: Annotated[Database, Depends(database)]):
    user = await current_user(request, database)  # FAA304
    return user, book


@app.post("/b")
def b(book: Book, request: Request):
    require_admin(request)  # FAA304
    return book
