from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str
    owner: str


def check_owner(request: Request, owner: str) -> None:
    if request.state.user.name != owner:
        raise HTTPException(status_code=403)


def check_user(request: Request) -> None:
    if request.headers.get("authorization") is None:
        raise HTTPException(status_code=401)


@app.post("/row")
def row(book: Book, request: Request):
    check_owner(request, book.owner)


@app.post("/condition")
def condition(book: Book, request: Request):
    if book.owner:
        check_user(request)


@app.post("/second", dependencies=[Depends(HTTPBearer())])
def second(book: Book, request: Request):
    check_user(request)


@app.get("/no-body")
def no_body(request: Request):
    check_user(request)


@app.post("/login")
def login(book: Book, request: Request):
    check_user(request)
