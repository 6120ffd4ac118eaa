"""Books."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.models import Author, Book, OrderItem
from app.repositories.base import Repository


class BookRepository(Repository):
    """Queries over books; each loads the author with the book."""

    async def get(self, book_id: int) -> Book | None:
        """The book with this id, and its author."""
        query = select(Book).options(joinedload(Book.author)).where(Book.id == book_id)
        return await self.session.scalar(query)

    async def lock(self, book_ids: Collection[int]) -> dict[int, Book]:
        """Those of these books that exist, by id, held until the end of the transaction."""
        query = select(Book).where(Book.id.in_(book_ids)).order_by(Book.id).with_for_update()
        return {book.id: book for book in await self.session.scalars(query)}

    async def page(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        """Some books by title."""
        query = select(Book).options(joinedload(Book.author)).order_by(Book.title)
        if genre is not None:
            query = query.where(Book.genre == genre)
        return (await self.session.scalars(query.limit(limit).offset(offset))).all()

    async def search(self, words: str, limit: int, offset: int) -> Sequence[Book]:
        """Some books whose title or author has these words."""
        query = (
            select(Book)
            .join(Book.author)
            .where(or_(Book.title.icontains(words), Author.name.icontains(words)))
            .order_by(Book.title)
            .limit(limit)
            .offset(offset)
        )
        return (await self.session.scalars(query)).all()

    async def most_ordered(self, limit: int, offset: int) -> Sequence[Book]:
        """Some books by copies ordered."""
        query = (
            select(Book)
            .join(OrderItem, OrderItem.book_id == Book.id)
            .group_by(Book.id)
            .order_by(func.sum(OrderItem.quantity).desc(), Book.id)
            .limit(limit)
            .offset(offset)
        )
        return (await self.session.scalars(query)).all()

    async def add(self, book: Book) -> None:
        """Store a new book."""
        self.session.add(book)
        await self.commit("There is a book with this ISBN, or no such author")

    async def save(self) -> None:
        """Store what was changed."""
        await self.commit("The book was not changed")

    async def delete(self, book: Book) -> None:
        """Remove a book that nobody ordered, reviewed or wished for."""
        await self.session.delete(book)
        await self.commit("The book is in orders, reviews or wish lists")
