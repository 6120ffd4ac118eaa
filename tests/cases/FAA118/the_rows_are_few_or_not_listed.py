from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, func, select
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


class Pages:
    def __init__(self, page: int = 1) -> None:
        self.page = page


def apply(statement: object) -> object:
    import elsewhere

    return elsewhere.page(statement)


def apply_to_anything(statement):
    import elsewhere

    return elsewhere.page(statement)


@app.get("/limited", response_model=list[BookRead])
def limited(session: Db) -> Sequence[Book]:
    return session.scalars(select(Book).limit(20)).all()


@app.get("/sliced", response_model=list[BookRead])
def sliced(session: Db) -> list[Book]:
    return session.query(Book)[:20]


@app.get("/filtered", response_model=list[BookRead])
def filtered(shelf: int, session: Db) -> Sequence[Book]:
    return session.scalars(select(Book).where(Book.shelf == shelf)).all()


@app.get("/maybe-filtered", response_model=list[BookRead])
def maybe_filtered(session: Db, shelf: int | None = None) -> Sequence[Book]:
    statement = select(Book)
    if shelf is not None:
        statement = statement.where(Book.shelf == shelf)
    return session.scalars(statement).all()


@app.get("/one", response_model=BookRead)
def one(session: Db) -> Book | None:
    return session.scalars(select(Book).order_by(Book.id)).first()


@app.get("/count")
def count(session: Db) -> int:
    return len(session.scalars(select(Book)).all())


@app.get("/counted")
def counted(session: Db) -> int:
    return session.query(Book).count()


@app.get("/total")
def total(session: Db) -> int:
    return session.scalar(select(func.count(Book.id))) or 0


@app.get("/shelves")
def shelves(session: Db) -> list[int]:
    return list(session.scalars(select(Book.shelf).distinct()))


@app.get("/selected")
def selected(session: Db) -> list[str]:
    return [book.title for book in session.scalars(select(Book)) if book.shelf]


@app.get("/paged", response_model=list[BookRead])
def paged(pages: Annotated[Pages, Depends()], session: Db) -> Sequence[Book]:
    return session.scalars(select(Book)).all()[pages.page :]


@app.get("/applied", response_model=list[BookRead])
def applied(session: Db) -> Sequence[Book]:
    return session.scalars(apply(select(Book))).all()


@app.get("/applied-to-anything", response_model=list[BookRead])
def applied_to_anything(session: Db) -> Sequence[Book]:
    return session.scalars(apply_to_anything(select(Book))).all()


@app.post("/posted", response_model=list[BookRead])
def posted(session: Db) -> Sequence[Book]:
    return session.scalars(select(Book)).all()
