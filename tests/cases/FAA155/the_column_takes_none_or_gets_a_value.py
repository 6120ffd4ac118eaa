from collections.abc import Iterator
from typing import Annotated, Any, Optional

from fastapi import Depends, FastAPI
from pydantic import BaseModel, field_validator
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    note: Mapped[Optional[str]]
    shelf: Mapped[str] = mapped_column(default="A")
    room: Mapped[str] = mapped_column(String(10), server_default="1")


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class BookCreate(BaseModel):
    title: str
    note: str | None = None
    shelf: str | None = None
    room: Optional[str] = None


class Titled(BaseModel):
    title: str | None = None


class Checked(BaseModel):
    title: str | None = None

    @field_validator("title")
    @classmethod
    def has_title(cls, value: str | None) -> str:
        return value or "untitled"


class Patch(BaseModel):
    title: str | None = None


class Shelved(Base):
    __tablename__ = "shelved"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]

    def __init__(self, title: str | None) -> None:
        self.title = title or "untitled"


@app.post("/books")
def add_book(body: BookCreate, session: Db) -> None:
    session.add(Book(**body.model_dump()))
    session.commit()


@app.post("/overridden")
def add_overridden(body: Titled, session: Db) -> None:
    session.add(Book(**body.model_dump(exclude={"title"}), title="untitled"))
    session.commit()


@app.post("/tested")
def add_tested(body: Titled, session: Db) -> None:
    if body.title is None:
        body.title = "untitled"
    session.add(Book(**body.model_dump()))
    session.commit()


@app.post("/or")
def add_with_or(body: Titled, session: Db) -> None:
    session.add(Book(title=body.title or "untitled"))
    session.commit()


@app.post("/later")
def add_later(body: Titled, session: Db) -> None:
    book = Book(**body.model_dump())
    book.title = "untitled"
    session.add(book)
    session.commit()


@app.post("/checked")
def add_checked(body: Checked, session: Db) -> None:
    session.add(Book(**body.model_dump()))
    session.commit()


@app.post("/shelved")
def add_shelved(body: Titled, session: Db) -> None:
    session.add(Shelved(title=body.title))
    session.commit()


@app.post("/included")
def add_included(body: Titled, session: Db) -> None:
    session.add(Book(**body.model_dump(include={"note"}), title="untitled"))
    session.commit()


@app.patch("/books/{book_id}")
def patch_book(book_id: int, body: Patch, session: Db) -> None:
    book = session.get_one(Book, book_id)
    for name, value in body.model_dump(exclude_unset=True).items():
        setattr(book, name, value)
    session.commit()


def spread(values: dict[str, Any], session: Session) -> None:
    session.add(Book(**values))
