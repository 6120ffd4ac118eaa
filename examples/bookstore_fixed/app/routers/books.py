"""Books: read by everyone, written by administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from app.dependencies import BookServiceDep, PagingDep, require_admin
from app.schemas.books import BookCreate, BookRead, BookSummary, BookUpdate

router = APIRouter(prefix="/books", tags=["books"])
admin_router = APIRouter(prefix="/books", tags=["books"], dependencies=[Depends(require_admin)])


@router.get("")
async def list_books(
    books: BookServiceDep,
    paging: PagingDep,
    genre: Annotated[str | None, Query(max_length=50)] = None,
) -> list[BookRead]:
    """Books by title, of one genre or all."""
    rows = await books.page(genre, paging.limit, paging.offset)
    return [BookRead.model_validate(book) for book in rows]


@router.get("/{book_id}")
async def read_book(book_id: int, books: BookServiceDep) -> BookRead:
    """One book."""
    return BookRead.model_validate(await books.get(book_id))


@admin_router.post("", status_code=status.HTTP_201_CREATED)
async def create_book(payload: BookCreate, books: BookServiceDep) -> BookRead:
    """Put a book on sale."""
    return BookRead.model_validate(await books.create(payload))


@admin_router.patch("/{book_id}")
async def update_book(book_id: int, payload: BookUpdate, books: BookServiceDep) -> BookRead:
    """Change a title, a price or the stock."""
    return BookRead.model_validate(await books.update(book_id, payload))


@admin_router.delete("/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_book(book_id: int, books: BookServiceDep) -> None:
    """Remove a book that nothing refers to."""
    await books.delete(book_id)


@admin_router.post("/{book_id}/cover")
async def refresh_cover(book_id: int, books: BookServiceDep) -> BookSummary:
    """Ask the cover service for the book's cover."""
    return BookSummary.model_validate(await books.refresh_cover(book_id))
