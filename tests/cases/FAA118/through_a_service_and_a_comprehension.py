from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    shelf: Mapped[int]


class BookRead(BaseModel):
    id: int
    title: str


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Books:
    def __init__(self, session: Session) -> None:
        self.session = session

    def all(self) -> Sequence[Book]:
        statement = select(Book).order_by(Book.title)
        return self.session.scalars(statement).all()


@app.get("/books", response_model=list[BookRead])
def list_books(session: Db) -> Sequence[Book]:  # FAA118
    return Books(session).all()


@app.get("/titles")
def list_titles(session: Db) -> list[BookRead]:  # FAA118
    books = session.query(Book).all()
    return [BookRead(id=book.id, title=book.title) for book in books]
