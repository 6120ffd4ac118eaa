from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import and_, create_engine, or_, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str]  # FAA232
    title: Mapped[str]


@app.get("/book")
def show_book(isbn: str, title: str | None, session: Db) -> str:
    rule = and_(Book.isbn == isbn)
    if title:
        rule = and_(rule, or_(Book.title == title, Book.title.is_(None)))
    return session.scalars(select(Book).where(rule)).one().title


@app.get("/shelf")
def show_shelf(isbn: str, session: Db) -> str:
    rules = [Book.isbn == isbn]
    rules.append(or_(*rules))
    rules.append(and_(*rules))
    return session.scalars(select(Book).where(*rules)).one().title
