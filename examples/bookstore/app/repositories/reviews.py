from collections.abc import Sequence

from fastapi import HTTPException, status
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Review


class ReviewRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def get_or_404(self, review_id: int) -> Review:
        review = self.db.get(Review, review_id)
        if review is None:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "Review not found")
        return review

    def list_for_book(self, book_id: int, limit: int) -> Sequence[Review]:
        query = select(Review).where(Review.book_id == book_id).order_by(Review.id.desc())
        return self.db.scalars(query.limit(limit)).all()

    def add(self, review: Review) -> Review:
        self.db.add(review)
        self.db.commit()
        self.db.refresh(review)
        return review

    def delete(self, review: Review) -> None:
        self.db.delete(review)
        self.db.commit()
