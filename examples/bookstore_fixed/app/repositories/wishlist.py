"""Wish lists."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.models import Book, WishlistItem
from app.repositories.base import Repository


class WishlistRepository(Repository):
    """Queries over wish lists."""

    async def books(self, user_id: int, limit: int, offset: int) -> Sequence[Book]:
        """Some books that a user wishes for."""
        query = (
            select(Book)
            .join(WishlistItem, WishlistItem.book_id == Book.id)
            .where(WishlistItem.user_id == user_id)
            .order_by(Book.title)
            .limit(limit)
            .offset(offset)
        )
        return (await self.session.scalars(query)).all()

    async def add(self, user_id: int, book_id: int) -> None:
        """Put a book on the list, if it is not there."""
        await self.session.merge(WishlistItem(user_id=user_id, book_id=book_id))
        await self.commit("The book was not put on the list")

    async def remove(self, user_id: int, book_id: int) -> None:
        """Take a book off the list, if it is there."""
        await self.session.execute(
            delete(WishlistItem).where(
                WishlistItem.user_id == user_id, WishlistItem.book_id == book_id
            )
        )
        await self.commit("The book was not taken off the list")
