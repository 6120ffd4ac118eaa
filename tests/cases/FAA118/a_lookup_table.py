# options: lookup-tables=Book, Country
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


class BookCategory(Base):
    __tablename__ = "book_category"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class CategoryRequest(Base):
    __tablename__ = "category_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookRead(BaseModel):
    id: int
    title: str


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


@app.get("/books", response_model=list[BookRead])
def list_books(session: Db) -> Sequence[Book]:
    return session.scalars(select(Book)).all()


@app.get("/categories", response_model=list[BookRead])
def list_categories(session: Db) -> Sequence[BookCategory]:
    return session.scalars(select(BookCategory)).all()


@app.get("/requests", response_model=list[BookRead])
def list_requests(session: Db) -> Sequence[CategoryRequest]:  # FAA118
    return session.scalars(select(CategoryRequest)).all()
