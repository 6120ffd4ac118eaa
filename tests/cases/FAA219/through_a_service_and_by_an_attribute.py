from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Books:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, title: str) -> Book:
        book = Book(title=title)
        self.session.add(book)
        return book


@app.post("/books")
def add_book(title: str, session: Db) -> int:
    return Books(session).add(title).id  # FAA219


@app.delete("/books/{book_id}")
def delete_book(book_id: int, session: Db) -> None:
    session.delete(session.get_one(Book, book_id))  # FAA219


@app.patch("/books/{book_id}")
def rename_book(book_id: int, title: str, session: Db) -> str:
    book = session.get_one(Book, book_id)
    book.title = title  # FAA219
    return "renamed"
