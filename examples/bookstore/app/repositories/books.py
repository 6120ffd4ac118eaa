from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models import Author, Book


class BookRepository:
    def __init__(self, db: Session) -> None:
        self.db = db

    def get(self, book_id: int) -> Book | None:
        return self.db.get(Book, book_id)

    def page(self, genre: str | None, limit: int, offset: int) -> Sequence[Book]:
        query = select(Book).order_by(Book.title)
        if genre is not None:
            query = query.where(Book.genre == genre)
        return self.db.scalars(query.limit(limit).offset(offset)).all()

    def search(self, words: str, limit: int) -> Sequence[Book]:
        query = (
            select(Book)
            .join(Book.author)
            .where(or_(Book.title.icontains(words), Author.name.icontains(words)))
            .order_by(Book.title)
        )
        return self.db.scalars(query.limit(limit)).all()

    def save(self, book: Book) -> Book:
        self.db.add(book)
        self.db.commit()
        self.db.refresh(book)
        return book

    def delete(self, book: Book) -> None:
        self.db.delete(book)
        self.db.commit()
