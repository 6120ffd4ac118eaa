from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import JSON, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON)


class Scan(Base):
    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Copy(Base):
    __tablename__ = "copy"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class BookCreate(BaseModel):
    title: str
    extra: dict[str, Any] | None = None


class Scanned(BaseModel):
    success: bool
    title: str | None = None  # there where it is a success


class Change(BaseModel):
    title: str | None = None


class Draft(BaseModel):
    title: str | None = None  # FAA155


@app.post("/books")
def add_book(body: BookCreate, session: Db) -> None:
    session.add(Book(title=body.title, extra=body.extra))
    session.commit()


@app.post("/scans")
def add_scan(body: Scanned, session: Db) -> None:
    if not body.success:
        return
    session.add(Scan(title=body.title))
    session.commit()


def add_copy_to(session: Session, change: Change) -> None:
    session.add(Copy(title=change.title))
    session.commit()


@app.patch("/copies/{key}")
def change_copy(key: int, change: Change, session: Db) -> None:
    session.get_one(Copy, key).title = change.title or "untitled"
    session.commit()


@app.post("/copies")
def add_copy(title: str, session: Db) -> None:
    change = Change(title=title)
    add_copy_to(session, change)


def add_draft_to(session: Session, draft: Draft) -> None:
    session.add(Copy(title=draft.title))
    session.commit()


@app.post("/drafts")
def add_draft(draft: Draft, session: Db) -> None:
    add_draft_to(session, draft)
