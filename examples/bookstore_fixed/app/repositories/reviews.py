"""Reviews."""

from collections.abc import Sequence

from sqlalchemy import select

from app.models import Review
from app.repositories.base import Repository


class ReviewRepository(Repository):
    """Queries over reviews."""

    async def get(self, review_id: int) -> Review | None:
        """The review with this id."""
        return await self.session.get(Review, review_id)

    async def page_of_book(self, book_id: int, limit: int, offset: int) -> Sequence[Review]:
        """Some reviews of a book, newest first."""
        query = select(Review).where(Review.book_id == book_id).order_by(Review.id.desc())
        return (await self.session.scalars(query.limit(limit).offset(offset))).all()

    async def add(self, review: Review) -> None:
        """Store a new review."""
        self.session.add(review)
        await self.commit("You reviewed this book already")

    async def delete(self, review: Review) -> None:
        """Remove a review."""
        await self.session.delete(review)
        await self.commit("The review was not removed")
