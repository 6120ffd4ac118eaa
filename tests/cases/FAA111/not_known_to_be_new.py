from typing import Any

from elsewhere import save
from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite://")


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookIn(BaseModel):
    title: str


def get_session() -> Any:
    with Session(engine) as session:
        yield session


@app.post("/said", status_code=201)
def said(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = Book(title=book.title)
    session.add(row)
    return row


@app.post("/set")
def sets(book: BookIn, response: Response, session: Session = Depends(get_session)) -> Any:
    response.status_code = 201
    row = Book(title=book.title)
    session.add(row)
    return row


@app.post("/got-or-created")
def got_or_created(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = session.scalar(select(Book).where(Book.title == book.title))
    if row is None:
        row = Book(title=book.title)
        session.add(row)
    return row


@app.post("/two-ways")
def two_ways(book: BookIn, session: Session = Depends(get_session)) -> Any:
    found = session.scalar(select(Book).where(Book.title == book.title))
    if found is not None:
        return found
    row = Book(title=book.title)
    session.add(row)
    return row


@app.post("/merged")
def merged(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = session.merge(Book(title=book.title))
    return row


@app.post("/elsewhere")
def saved_elsewhere(book: BookIn, session: Session = Depends(get_session)) -> Any:
    return save(session, book)


@app.post("/bookkeeping")
def bookkeeping(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = Book(title=book.title)
    session.add(row)
    return {"ok": True}


@app.post("/login")
def login(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = Book(title=book.title)
    session.add(row)
    return row


@app.put("/put")
def put(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = Book(title=book.title)
    session.add(row)
    return row


@app.post("/loaded")
def loaded(book: BookIn, session: Session = Depends(get_session)) -> Any:
    row = session.get(Book, 1)
    session.add(row)
    return row
