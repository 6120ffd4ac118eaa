"""Reviews."""

from collections.abc import Sequence

from app.domain import Forbidden, NotFound
from app.models import Review, User
from app.repositories.books import BookRepository
from app.repositories.reviews import ReviewRepository
from app.schemas.reviews import ReviewCreate


class ReviewService:
    """What readers do with reviews."""

    def __init__(self, reviews: ReviewRepository, books: BookRepository) -> None:
        self.reviews = reviews
        self.books = books

    async def page_of_book(self, book_id: int, limit: int, offset: int) -> Sequence[Review]:
        """Some reviews of a book."""
        await self.require_book(book_id)
        return await self.reviews.page_of_book(book_id, limit, offset)

    async def add(self, book_id: int, user: User, payload: ReviewCreate) -> Review:
        """A new review; raises `Conflict` for a second one by the same reader."""
        await self.require_book(book_id)
        review = Review(
            book_id=book_id, user_id=user.id, rating=payload.rating, comment=payload.comment
        )
        await self.reviews.add(review)
        return review

    async def delete(self, review_id: int, user: User) -> None:
        """Remove a review; only its writer and administrators may."""
        review = await self.reviews.get(review_id)
        if review is None:
            raise NotFound("Review not found")
        if review.user_id != user.id and not user.is_admin:
            raise Forbidden("This review is someone else's")
        await self.reviews.delete(review)

    async def require_book(self, book_id: int) -> None:
        """Raise `NotFound` when there is no such book."""
        if await self.books.get(book_id) is None:
            raise NotFound("Book not found")
