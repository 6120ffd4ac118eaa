from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

make_session = sessionmaker(create_engine("sqlite://"))
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Line(Base):
    __tablename__ = "line"
    id: Mapped[int] = mapped_column(primary_key=True)
    book_id: Mapped[int]


def get_session():
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


@app.put("/locked/{book_id}")
def rename_locked(book_id: int, title: str, session: Db) -> None:
    locked = session.execute(
        select(Book.id).where(Book.id == book_id).with_for_update()
    ).scalar_one_or_none()
    if locked is None:
        raise HTTPException(404)
    book = session.get(Book, locked)
    book.title = title


@app.put("/lines/{book_id}/{line_id}")
def rename_of_line(book_id: int, line_id: int, session: Db) -> str:
    line = session.get(Line, line_id)
    if line is None or int(line.book_id) != int(book_id):
        raise HTTPException(404)
    book = session.get(Book, book_id)
    return book.title


@app.put("/other/{book_id}/{line_id}")
def rename_of_other(book_id: int, line_id: int, session: Db) -> str:
    if line_id != book_id:
        raise HTTPException(400)
    book = session.get(Book, book_id)
    return book.title  # FAA514


def find(session: Session, book_id: int) -> Book | None:
    return session.get(Book, book_id)


def change(session: Session, book_id: int, title: str) -> Book | None:
    session.execute(update(Book).where(Book.id == book_id).values(title=title))
    return find(session, book_id)


def rename(session: Session, book_id: int, title: str) -> Book | None:
    if find(session, book_id) is None:
        raise HTTPException(404)
    book = find(session, book_id)
    if not book:
        raise HTTPException(404)
    return change(session, book_id, title)


def rename_or_nothing(session: Session, book_id: int, title: str) -> Book | None:
    book = find(session, book_id)
    if not book:
        return change(session, book_id, "no title")
    return change(session, book_id, title)


@app.put("/books/{book_id}")
def put(book_id: int, title: str, session: Db) -> str:
    return rename(session, book_id, title).title


@app.put("/nothing/{book_id}")
def put_nothing(book_id: int, title: str, session: Db) -> str:
    return rename_or_nothing(session, book_id, title).title  # FAA514
