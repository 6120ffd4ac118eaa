from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import StaticPool, create_engine, func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


Base.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


DbSession = Annotated[Session, Depends(get_session)]


def load(session: Session, book_id: int) -> Book:
    return session.scalars(select(Book).where(Book.id == book_id)).one()


def first_of(session: Session) -> Book:
    return load(session, 1)


def chosen(book_id: int, session: DbSession) -> Book:
    return load(session, book_id)  # FAA517


@app.get("/books/{book_id}")
def show(book_id: int, session: DbSession) -> str:
    return load(session, book_id).title  # FAA517


@app.get("/queried/{book_id}")
def queried(book_id: int, session: DbSession) -> str:
    return session.query(Book).filter(Book.id == book_id).one().title  # FAA517


@app.get("/relabelled/{book_id}")
def relabelled(book_id: int, session: DbSession) -> str:
    try:
        return load(session, book_id).title
    except Exception as error:  # FAA517
        raise HTTPException(500) from error


@app.get("/caught/{book_id}")
def caught(book_id: int, session: DbSession) -> str:
    try:
        return load(session, book_id).title
    except NoResultFound as error:
        raise HTTPException(404) from error


@app.get("/first")
def first(session: DbSession) -> str:
    return first_of(session).title


@app.get("/count/{book_id}")
def count(book_id: int, session: DbSession) -> int:
    return session.execute(
        select(func.count(Book.id)).where(Book.id == book_id)
    ).scalar_one()


@app.get("/asked/{book_id}")
def asked(book_id: int, session: DbSession) -> str:
    if session.get(Book, book_id) is None:
        raise HTTPException(404)
    return load(session, book_id).title


@app.get("/chosen/{book_id}")
def read_chosen(book: Annotated[Book, Depends(chosen)]) -> str:
    return book.title
