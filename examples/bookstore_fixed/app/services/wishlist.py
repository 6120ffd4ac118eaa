"""Wish lists."""

from collections.abc import Sequence

from app.domain import NotFound
from app.models import Book, User
from app.repositories.books import BookRepository
from app.repositories.wishlist import WishlistRepository


class WishlistService:
    """What readers wish for."""

    def __init__(self, wishlist: WishlistRepository, books: BookRepository) -> None:
        self.wishlist = wishlist
        self.books = books

    async def page(self, user: User, limit: int, offset: int) -> Sequence[Book]:
        """Some books that the user wishes for."""
        return await self.wishlist.books(user.id, limit, offset)

    async def add(self, user: User, book_id: int) -> None:
        """Put a book on the list; raises `NotFound`."""
        if await self.books.get(book_id) is None:
            raise NotFound("Book not found")
        await self.wishlist.add(user.id, book_id)

    async def remove(self, user: User, book_id: int) -> None:
        """Take a book off the list."""
        await self.wishlist.remove(user.id, book_id)
