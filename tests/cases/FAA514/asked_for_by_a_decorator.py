import functools
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

make_session = sessionmaker(create_engine("sqlite://"))
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def readable(roles: list[str]):
    def decorate(function):
        @functools.wraps(function)
        def checked(*args, **kwargs):
            book = kwargs["session"].get(Book, kwargs.get("book_id"))
            if book is None or not roles:
                raise HTTPException(404)
            return function(*args, **kwargs)

        return checked

    return decorate


def counted(function):
    @functools.wraps(function)
    def count(*args, **kwargs):
        print(len(kwargs))
        return function(*args, **kwargs)

    return count


def find(session: Session, key: int) -> Book | None:
    return session.get(Book, key)


def title_of(session: Session, key: int) -> str:
    return find(session, key).title


@app.get("/books/{book_id}")
@readable(["reader"])
def show(book_id: int, session: Db) -> str:
    """Show the title."""
    return find(session, book_id).title


@app.get("/books/{book_id}/title")
@readable(["reader"])
def show_title(book_id: int, session: Db) -> str:
    """Show the title."""
    return title_of(session, book_id)


@app.get("/books/{book_id}/heading")
@counted
def heading(book_id: int, session: Db) -> str:
    """Show the title."""
    return find(session, book_id).title  # FAA514


@app.get("/books/{book_id}/{other}")
@readable(["reader"])
def compare(book_id: int, other: int, session: Db) -> bool:
    """Compare two books."""
    return find(session, book_id).title == find(session, other).title  # FAA514
