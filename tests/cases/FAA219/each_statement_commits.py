from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db", isolation_level="AUTOCOMMIT"))


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


@app.post("/books")
def add_book(title: str, session: Db) -> None:
    session.add(Book(title=title))
    session.flush()
