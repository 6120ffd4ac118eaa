"""Reviews."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, status

from app.db import DbSession
from app.models import Review
from app.repositories.reviews import ReviewRepository
from app.schemas.books import ReviewCreate, ReviewRead
from app.security import CurrentUser

router = APIRouter(tags=["reviews"])


def get_reviews(db: DbSession) -> ReviewRepository:
    return ReviewRepository(db)


Reviews = Annotated[ReviewRepository, Depends(get_reviews)]


@router.get("/books/{book_id}/reviews", response_model=list[ReviewRead])
def list_reviews(
    book_id: int, reviews: Reviews, limit: Annotated[int, Query(ge=1, le=100)] = 50
) -> object:
    return reviews.list_for_book(book_id, limit)


@router.post(
    "/books/{book_id}/reviews", response_model=ReviewRead, status_code=status.HTTP_201_CREATED
)
def add_review(book_id: int, payload: ReviewCreate, user: CurrentUser, reviews: Reviews) -> object:
    return reviews.add(Review(book_id=book_id, user_id=user.id, **payload.model_dump()))


@router.delete("/reviews/{review_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_review(review_id: int, reviews: Reviews):
    reviews.delete(reviews.get_or_404(review_id))
    return {"deleted": review_id}
