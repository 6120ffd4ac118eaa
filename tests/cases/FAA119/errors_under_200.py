from http import HTTPStatus
from typing import Any

from elsewhere import load
from fastapi import APIRouter, FastAPI, HTTPException, status
from pydantic import BaseModel

app = FastAPI()
router = APIRouter()


class Gone(HTTPException):
    def __init__(self) -> None:
        super().__init__(410, "gone")


class Book(BaseModel):
    title: str


@router.get("/exception/{book_id}")
async def exception(book_id: int) -> Book:
    book = load(book_id)
    if book is None:
        return Gone()  # FAA119
    return book


@router.get("/tuple/{book_id}")
def pair(book_id: int):
    if not book_id:
        return {"detail": "none"}, 404  # FAA119
    if book_id > 5:
        return "none", status.HTTP_404_NOT_FOUND  # FAA119
    return {"made": book_id}, HTTPStatus.CREATED  # FAA119


@router.get("/caught/{book_id}", status_code=202)
def caught(book_id: int) -> dict[str, Any]:
    try:
        load(book_id)
    except (OSError, ValueError) as error:
        return {"status": "error", "message": str(error)}  # FAA119
    return {"status": "ok"}


@router.get("/missing/{book_id}")
def missing(book_id: int) -> dict:
    if not (book := load(book_id)):
        return {"success": False, "message": "No such book"}  # FAA119
    with open("log") as log:
        if book not in log:
            return {"error": f"No book {book_id}"}  # FAA119
    return {"success": True}


app.include_router(router)
