from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Request

OPEN = {("POST", "/admin/login")}


def admin(request: Request, authorization: Annotated[str | None, Header()] = None) -> str | None:
    if (request.method, request.url.path) in OPEN:
        return None
    if authorization is None:
        raise HTTPException(401)
    return authorization


def admin_if_any(
    request: Request, authorization: Annotated[str | None, Header()] = None
) -> str | None:
    if request.url.path != "/admin/login" and authorization is None:
        print("a stranger")
    if authorization is None:
        return None
    return authorization


router = APIRouter(prefix="/admin", dependencies=[Depends(admin)])
lax = APIRouter(prefix="/lax", dependencies=[Depends(admin_if_any)])


@router.post("/login")
def login(password: str) -> str:
    """Sign in."""
    return password


@router.post("/books")
def add_book(title: str) -> int:
    """Add a book."""
    return Path("books.txt").write_text(title)


@lax.post("/books")
def add_any_book(title: str) -> int:  # FAA326
    """Add a book."""
    return Path("books.txt").write_text(title)


app = FastAPI()
app.include_router(router)
app.include_router(lax)
