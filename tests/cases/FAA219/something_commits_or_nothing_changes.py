from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
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


class Unit:
    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.commit()


def finish(session: Session) -> None:
    session.commit()


@app.post("/unit")
def unit(title: str, session: Db) -> None:
    with Unit(session) as inner:
        inner.add(Book(title=title))


@app.post("/through")
def through(title: str, session: Db) -> None:
    session.add(Book(title=title))
    finish(session)


@app.post("/block")
def block(title: str, session: Db) -> None:
    with session.begin():
        session.add(Book(title=title))


@app.get("/reads/{book_id}")
def reads(book_id: int, session: Db) -> str:
    book = session.get_one(Book, book_id)
    book.title = book.title.upper()
    return book.title


@app.post("/plain")
def plain(title: str, session: Db) -> str:
    book = Book(title=title)
    book.title = title.upper()
    return book.title
