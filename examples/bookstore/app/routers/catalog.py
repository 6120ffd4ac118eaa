"""Finding books."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.dependencies import Books
from app.schemas.books import BookSummary

router = APIRouter(tags=["catalog"])


@router.get("/search", response_model=list[BookSummary])
def search_books(
    books: Books,
    q: Annotated[str, Query(min_length=2, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> object:
    return books.search(q, limit)
