from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
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

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str]  # FAA232
    code: Mapped[str]  # FAA232


class Books:
    def __init__(self, session: Session) -> None:
        self.session = session

    def by_isbn(self, isbn: str) -> Book | None:
        return self.session.query(Book).filter_by(isbn=isbn).first()


@app.get("/1")
def by_isbn(isbn: str, session: Db) -> bool:
    return Books(session).by_isbn(isbn) is not None


@app.get("/2")
def by_code(code: str, session: Db) -> bool:
    statement = select(Book).where(Book.code == code)
    return session.scalars(statement).one_or_none() is not None
