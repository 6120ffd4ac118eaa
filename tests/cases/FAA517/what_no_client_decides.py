from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")
bearer = HTTPBearer()


class NotFoundError(Exception):
    """There is no such row."""


class Base(DeclarativeBase):
    pass


class Shelf(Base):
    __tablename__ = "shelf"
    id: Mapped[int] = mapped_column(primary_key=True)


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    shelf_id: Mapped[int]


class Member(Base):
    __tablename__ = "member"
    name: Mapped[str] = mapped_column(primary_key=True)


class User(BaseModel):
    name: str


class Filters:
    def __init__(self, shelf_id: int) -> None:
        self.shelf_id = shelf_id


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def get_user(token: Annotated[object, Depends(bearer)]) -> User:
    return User(name=str(token))


Db = Annotated[Session, Depends(get_session)]


class Library:
    def shelf(self, session: Session, key: int) -> Shelf:
        shelf = session.execute(select(Shelf).where(Shelf.id == key)).scalar_one_or_none()
        if shelf is None:
            raise NotFoundError
        return shelf

    def book(self, session: Session, key: int) -> Book:
        book = session.execute(select(Book).where(Book.id == key)).scalar_one_or_none()
        if book is None:
            raise NotFoundError
        return book

    def member(self, session: Session, name: str) -> Member:
        member = session.execute(select(Member).where(Member.name == name)).scalar_one_or_none()
        if member is None:
            raise NotFoundError
        return member

    def joined(self, session: Session, user: str) -> str:
        return self.member(session, name=user).name


library = Library()


@app.get("/me")
def me(user: Annotated[User, Depends(get_user)], session: Db) -> str:
    return library.joined(session, user=user.name)


@app.get("/members/{name}")
def member(name: str, session: Db) -> str:
    return library.joined(session, user=name)  # FAA517


@app.get("/all-shelves")
def shelves(session: Db) -> list[int]:
    books: list[Book] = list(session.scalars(select(Book)))
    return [library.shelf(session, book.shelf_id).id for book in books]


@app.get("/shelves")
def shelf(filters: Annotated[Filters, Depends()], session: Db) -> int:
    return library.shelf(session, filters.shelf_id).id  # FAA517
