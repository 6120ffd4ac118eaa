"""Books."""

from typing import Annotated

import requests
from fastapi import APIRouter, Depends, HTTPException, Query, status

from app.config import settings
from app.db import DbSession
from app.dependencies import Books
from app.models import Book
from app.repositories.reviews import ReviewRepository
from app.routers.reviews import get_reviews
from app.schemas.books import BookCreate, BookRead, BookSummary, BookUpdate, ReviewRead
from app.security import require_admin

router = APIRouter(prefix="/books", tags=["books"])

view_counts: dict[int, int] = {}


@router.get("", response_model=list[BookRead])
def list_books(
    books: Books,
    genre: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> object:
    return books.page(genre, limit, offset)


@router.get("/popular", response_model=list[BookSummary])
def popular_books(books: Books, limit: Annotated[int, Query(ge=1, le=50)] = 10) -> object:
    ranked = sorted(view_counts, key=lambda book_id: view_counts[book_id], reverse=True)
    return books.most_viewed(ranked[:limit])


@router.post(
    "",
    response_model=BookRead,
    status_code=status.HTTP_201_CREATED,
    dependencies=[Depends(require_admin)],
)
def create_book(payload: BookCreate, books: Books) -> object:
    return books.create(payload)


@router.get("/{book_id}", response_model=BookRead)
def read_book(book_id: int, books: Books) -> object:
    book = books.get(book_id)
    if book is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Book not found")
    view_counts[book_id] = view_counts.get(book_id, 0) + 1
    return book


@router.patch("/{book_id}", response_model=BookRead, dependencies=[Depends(require_admin)])
def update_book(book_id: int, payload: BookUpdate, books: Books) -> object:
    book = books.get(book_id)
    if book is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Book not found")
    return books.update(book, payload)


@router.delete(
    "/{book_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    dependencies=[Depends(require_admin)],
)
def delete_book(book_id: int, books: Books) -> None:
    book = books.get(book_id)
    if book is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Book not found")
    books.delete(book)


@router.post("/{book_id}/cover", response_model=BookSummary, dependencies=[Depends(require_admin)])
async def refresh_cover(book_id: int, db: DbSession) -> object:
    book = db.get(Book, book_id)
    if book is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "Book not found")
    answer = requests.get(f"{settings.cover_api_url}/{book.isbn}.json")
    if answer.ok:
        book.cover_url = answer.json()["url"]
        db.commit()
    return book


@router.get("/{book_id}/reviews", response_model=list[ReviewRead])
def latest_reviews(
    book_id: int, reviews: Annotated[ReviewRepository, Depends(get_reviews)]
) -> object:
    return reviews.list_for_book(book_id, limit=5)
