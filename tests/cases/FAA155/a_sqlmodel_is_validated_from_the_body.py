from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    author: str
    note: str | None = None


class BookCreate(SQLModel):
    title: str | None = None  # FAA155
    author: str | None = None
    note: str | None = None


def get_session() -> Session:
    return Session(engine)


@app.post("/books")
def add_book(body: BookCreate, session: Annotated[Session, Depends(get_session)]) -> None:
    book = Book.model_validate(body, update={"author": "unknown"})
    session.add(book)
    session.commit()
