from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with Session(engine) as session:
        yield session


def known(book_id: int, session: Annotated[Session, Depends(get_session)]) -> None:
    if session.get(Book, book_id) is None:
        raise HTTPException(404)


@app.get("/books/{book_id}", dependencies=[Depends(known)])
def show(book_id: int, session: Annotated[Session, Depends(get_session)]) -> str:
    """Show the book."""
    return session.get(Book, book_id).title
