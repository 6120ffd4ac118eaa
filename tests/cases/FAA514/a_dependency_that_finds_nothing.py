from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def the_book(book_id: int) -> Book | None:
    with Session(engine) as session:
        return session.get(Book, book_id)


@app.get("/books/{book_id}")
def show(book: Annotated[Book | None, Depends(the_book)]) -> str:
    """Show the book."""
    return book.title  # FAA514


@app.get("/books/{book_id}/maybe")
def maybe(book: Annotated[Book | None, Depends(the_book)]) -> str:
    """Show the book, if any."""
    return book.title if book else ""
