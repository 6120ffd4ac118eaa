"""Finding books; mounted before the books, whose ids would swallow these paths."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.dependencies import BookServiceDep, PagingDep
from app.schemas.books import BookSummary

router = APIRouter(prefix="/books", tags=["catalog"])


@router.get("/search")
async def search_books(
    books: BookServiceDep,
    paging: PagingDep,
    q: Annotated[str, Query(min_length=2, max_length=100)],
) -> list[BookSummary]:
    """Books whose title or author has these words."""
    rows = await books.search(q, paging.limit, paging.offset)
    return [BookSummary.model_validate(book) for book in rows]


@router.get("/popular")
async def popular_books(books: BookServiceDep, paging: PagingDep) -> list[BookSummary]:
    """Books by copies ordered."""
    rows = await books.popular(paging.limit, paging.offset)
    return [BookSummary.model_validate(book) for book in rows]
