"""Reviews: read by everyone, written by readers with an account."""

from fastapi import APIRouter, Depends, status

from app.dependencies import CurrentUser, PagingDep, ReviewServiceDep, get_current_user
from app.schemas.reviews import ReviewCreate, ReviewRead

router = APIRouter(tags=["reviews"])
member_router = APIRouter(tags=["reviews"], dependencies=[Depends(get_current_user)])


@router.get("/books/{book_id}/reviews")
async def list_reviews(
    book_id: int, reviews: ReviewServiceDep, paging: PagingDep
) -> list[ReviewRead]:
    """A book's reviews, newest first."""
    rows = await reviews.page_of_book(book_id, paging.limit, paging.offset)
    return [ReviewRead.model_validate(review) for review in rows]


@member_router.post("/books/{book_id}/reviews", status_code=status.HTTP_201_CREATED)
async def add_review(
    book_id: int, payload: ReviewCreate, user: CurrentUser, reviews: ReviewServiceDep
) -> ReviewRead:
    """Review a book."""
    return ReviewRead.model_validate(await reviews.add(book_id, user, payload))


@member_router.delete("/reviews/{review_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_review(review_id: int, user: CurrentUser, reviews: ReviewServiceDep) -> None:
    """Take back a review."""
    await reviews.delete(review_id, user)
