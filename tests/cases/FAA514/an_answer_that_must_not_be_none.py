from typing import Annotated, Optional

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookOut(BaseModel):
    title: str


Base.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


@app.get("/books/{book_id}", response_model=BookOut)
def show(book_id: int, session: Annotated[Session, Depends(get_session)]):
    """Show the book."""
    return session.get(Book, book_id)  # FAA514


@app.get("/maybe/{book_id}", response_model=Optional[BookOut])
def maybe(book_id: int, session: Annotated[Session, Depends(get_session)]):
    """Show the book, or null."""
    return session.get(Book, book_id)


@app.get("/plain/{book_id}", response_model=None)
def plain(book_id: int, session: Annotated[Session, Depends(get_session)]):
    """Show the book, or null."""
    return session.get(Book, book_id)
