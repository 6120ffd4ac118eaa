from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]


def owner_of(book_id: int) -> str:
    with Session(engine) as session:
        book = session.get(Book, book_id)
        return book.owner  # FAA514


def owner_if_any(book_id: int) -> str:
    with Session(engine) as session:
        book = session.get(Book, book_id)
        if book is None:
            raise HTTPException(404)
        return book.owner


@app.delete("/books/{book_id}")
def delete(book_id: int, owner: Annotated[str, Depends(owner_of)]) -> str:
    return f"{owner} deletes {book_id}"


@app.get("/books/{book_id}")
def read(book_id: int, owner: Annotated[str, Depends(owner_if_any)]) -> str:
    return f"{owner} has {book_id}"
