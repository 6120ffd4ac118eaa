"""Books."""

from collections.abc import Sequence

from app.clients.covers import CoverClient
from app.domain import NotFound
from app.models import Book
from app.repositories.authors import AuthorRepository
from app.repositories.books import BookRepository
from app.schemas.books import BookCreate, BookUpdate


class BookService:
    """What the shop does with books."""

    def __init__(
        self, books: BookRepository, authors: AuthorRepository, covers: CoverClient
    ) -> None:
        self.books = books
        self.authors = authors
        self.covers = covers

    async def page(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        """Some books, of one genre or all."""
        return await self.books.page(genre, limit, offset)

    async def search(self, words: str, limit: int, offset: int) -> Sequence[Book]:
        """Some books that the words lead to."""
        return await self.books.search(words, limit, offset)

    async def popular(self, limit: int, offset: int) -> Sequence[Book]:
        """Some books, most ordered first."""
        return await self.books.most_ordered(limit, offset)

    async def get(self, book_id: int) -> Book:
        """One book; raises `NotFound`."""
        book = await self.books.get(book_id)
        if book is None:
            raise NotFound("Book not found")
        return book

    async def create(self, payload: BookCreate) -> Book:
        """A new book; raises `NotFound` for its author, `Conflict` for its ISBN."""
        author = await self.authors.get(payload.author_id)
        if author is None:
            raise NotFound("Author not found")
        book = Book(**payload.model_dump(exclude={"author_id"}), author=author)
        await self.books.add(book)
        return book

    async def update(self, book_id: int, payload: BookUpdate) -> Book:
        """The book after the change."""
        book = await self.get(book_id)
        for name, value in payload.model_dump(exclude_none=True).items():
            setattr(book, name, value)
        await self.books.save()
        return book

    async def refresh_cover(self, book_id: int) -> Book:
        """The book with the cover that the cover service knows now."""
        book = await self.get(book_id)
        cover_url = await self.covers.find(book.isbn)
        if cover_url is not None:
            book.cover_url = cover_url
            await self.books.save()
        return book

    async def delete(self, book_id: int) -> None:
        """Remove a book; raises `Conflict` while something refers to it."""
        await self.books.delete(await self.get(book_id))
