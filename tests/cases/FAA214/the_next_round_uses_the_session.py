import logging
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def store(session: Session, title: str) -> None:
    session.add(Book(title=title))
    session.flush()


@app.post("/books")
def add_books(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            session.add(Book(title=title))
            session.commit()
        except Exception:  # FAA214
            logging.exception("no book")
            continue


@app.post("/more")
def add_more(title: str, session: Db) -> None:
    try:
        session.flush()
    except (ValueError, IntegrityError):  # FAA214
        pass
    store(session, title)


@app.post("/inner")
def inner(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            try:
                session.add(Book(title=title))
                session.flush()
            except Exception:  # FAA214
                logging.exception("no book")
        except Exception:
            logging.exception("no log")


@app.post("/stored")
def store_all(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            store(session, title)
        except IntegrityError:  # FAA214
            logging.exception("no book")


def store_or_tell(session: Session, title: str) -> None:
    try:
        store(session, title)
    except IntegrityError:  # FAA214
        logging.exception("no book")


@app.post("/told")
def tell_all(titles: list[str], session: Db) -> None:
    for title in titles:
        store_or_tell(session, title)


def store_quietly(session: Session, title: str) -> None:
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:  # FAA214
        logging.exception("no book")


@app.post("/quiet")
def quiet(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            store_quietly(session, title)
        except Exception:
            logging.exception("never comes here")
