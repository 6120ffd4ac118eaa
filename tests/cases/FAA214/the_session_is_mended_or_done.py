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


def undo(session: Session) -> None:
    session.rollback()


def store(session: Session, title: str) -> None:
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:
        session.rollback()
        raise


def store_apart(session: Session, title: str) -> None:
    with session.begin_nested():
        session.add(Book(title=title))
        session.flush()


def note(session: Session, book: Book) -> None:
    book.title += "!"
    session.commit()


@app.post("/noted")
def noted(books: list[int], session: Db) -> None:
    for book_id in books:
        book = session.get_one(Book, book_id)
        try:
            note(session, book)
        except Exception:
            logging.exception("nothing noted")


@app.post("/in-the-loop")
def in_the_loop(titles: list[str], session: Db) -> None:
    try:
        for title in titles:
            store_one(session, title)
    except Exception:
        logging.exception("no more books")


@app.post("/each-its-own")
def each_its_own(titles: list[str]) -> None:
    for title in titles:
        with make_session() as session:
            try:
                store_one(session, title)
            except IntegrityError:
                logging.exception("no book")


def store_one(session: Session, title: str) -> None:
    session.add(Book(title=title))
    session.commit()


@app.post("/stored")
def stored(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            store(session, title)
            store_apart(session, title)
        except IntegrityError:
            logging.exception("no book")


@app.post("/raises")
def raises(title: str, session: Db) -> int:
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError as error:
        raise ValueError("known") from error
    return session.query(Book).count()


@app.post("/returns")
def returns(title: str, session: Db) -> int:
    try:
        session.add(Book(title=title))
        session.commit()
    except Exception:
        logging.exception("no book")
        return 0
    return session.query(Book).count()


@app.post("/hands")
def hands(title: str, session: Db) -> int:
    try:
        session.add(Book(title=title))
        session.commit()
    except Exception:
        undo(session)
    return session.query(Book).count()


@app.post("/savepoints")
def savepoints(titles: list[str], session: Db) -> int:
    for title in titles:
        try:
            with session.begin_nested():
                session.add(Book(title=title))
                session.flush()
        except IntegrityError:
            logging.warning("there already")
    return session.query(Book).count()


@app.post("/last")
def last(title: str, session: Db) -> str:
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:
        logging.warning("there already")
    return title


@app.post("/other")
def other(title: str, session: Db) -> int:
    try:
        count = int(title)
        session.commit()
    except ValueError:
        count = 0
    return session.query(Book).count() + count


@app.post("/first")
def first(title: str, session: Db) -> int:
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
    except Exception:
        raise
    return session.query(Book).count()


@app.post("/broken")
def broken(titles: list[str], session: Db) -> int:
    for title in titles:
        try:
            session.add(Book(title=title))
            session.commit()
        except IntegrityError:
            break
    return len(titles)


@app.post("/only-reads")
def only_reads(session: Db) -> int:
    try:
        found = session.query(Book).all()
    except Exception:
        found = []
    return session.query(Book).count() + len(found)


@app.post("/asks")
def asks(titles: list[str], session: Db) -> None:
    for title in titles:
        try:
            session.add(Book(title=title))
            session.flush()
        except IntegrityError:
            if not session.is_active:
                break


@app.post("/ends")
def ends(title: str, session: Db) -> int:
    try:
        number = int(title)
    except ValueError:
        try:
            session.add(Book(title=title))
            session.commit()
        except IntegrityError:
            logging.warning("there already")
        raise
    return session.query(Book).count() + number


def store_or_tell(session: Session, title: str) -> None:
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:
        logging.exception("no book")


@app.post("/told-each")
def tell_each(titles: list[str]) -> None:
    for title in titles:
        with make_session() as session:
            store_or_tell(session, title)


@app.post("/told-apart")
def tell_apart(titles: list[str], session: Db) -> None:
    for title in titles:
        with session.begin_nested():
            store_or_tell(session, title)


@app.post("/told-once")
def tell_once(title: str, session: Db) -> None:
    store_or_tell(session, title)
