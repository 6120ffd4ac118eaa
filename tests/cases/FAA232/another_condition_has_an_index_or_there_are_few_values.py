from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import Index, create_engine, select
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
    __table_args__ = (Index("ix_book_shelf", "shelf", "row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    shelf: Mapped[str]
    row: Mapped[int]
    lent: Mapped[bool]
    status: Mapped[str]
    color: Mapped[str]


def colored(color: str, session: Session) -> list[Book]:
    return session.query(Book).filter_by(color=color).all()


@app.get("/1")
def by_title(title: str, session: Db) -> int:
    found = session.scalars(select(Book).where(Book.title == title, Book.shelf == "A")).all()
    return len(found)


@app.get("/2")
def by_isbn(isbn: str, session: Db) -> int:
    return session.query(Book).filter(Book.isbn == isbn).count()


@app.get("/3")
def lent(session: Db) -> int:
    return session.query(Book).filter(Book.lent == True, Book.status == "new").count()  # noqa: E712
