from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import CHAR, ForeignKey, Index, create_engine, select
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
    dropped: Mapped[str] = mapped_column(CHAR(1))
    owner_id: Mapped[int] = mapped_column(ForeignKey("owner.id"))
    pages: Mapped[int]
    year: Mapped[int]


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


@app.get("/4")
def kept(session: Db) -> int:
    return session.query(Book).filter(Book.dropped == "0", Book.lent == True).count()  # noqa: E712


@app.get("/5")
def of_owner(owner: int, title: str, session: Db) -> int:
    return session.query(Book).filter(Book.owner_id == owner, Book.title == title).count()


@app.get("/6")
def some(title: str | None, color: str | None, session: Db) -> int:
    query = select(Book).where(Book.title == title if title else True)
    if color:
        query = query.where(Book.color == color)
    return len(session.scalars(query).all())


@app.post("/7")
def is_there(book: dict[str, str], session: Db) -> bool:
    query = select(Book).where(
        Book.title == book["title"],
        Book.color == book["color"],
        Book.pages == book["pages"],
        Book.year == book["year"],
    )
    return session.scalar(query) is not None
