from collections.abc import Sequence

from app.models import Book
from app.repositories.books import BookRepository
from app.schemas.books import BookCreate, BookUpdate


class BookService:
    def __init__(self, books: BookRepository) -> None:
        self.books = books

    def get(self, book_id: int) -> Book | None:
        return self.books.get(book_id)

    def page(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        return self.books.page(genre, limit, offset)

    def search(self, words: str, limit: int) -> Sequence[Book]:
        return self.books.search(words, limit)

    def most_viewed(self, book_ids: Sequence[int]) -> list[Book]:
        found = []
        for book_id in book_ids:
            book = self.books.get(book_id)
            if book is not None:
                found.append(book)
        return found

    def create(self, payload: BookCreate) -> Book:
        return self.books.save(Book(**payload.model_dump()))

    def update(self, book: Book, payload: BookUpdate) -> Book:
        for name, value in payload.model_dump(exclude_unset=True).items():
            setattr(book, name, value)
        return self.books.save(book)

    def delete(self, book: Book) -> None:
        self.books.delete(book)
