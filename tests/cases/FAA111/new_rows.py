from typing import Any

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import Field, Session, SQLModel

app = FastAPI()
engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")


class BookIn(SQLModel):
    title: str


class Book(BookIn, table=True):
    id: int | None = Field(default=None, primary_key=True)


class BookOut(BookIn):
    id: int


class Books:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, book: BookIn) -> Book:
        row = Book(title=book.title)
        self.session.add(row)
        await self.session.commit()
        return row


def get_session() -> Any:
    with Session(engine) as session:
        yield session


async def get_books() -> Any:
    async with AsyncSession(async_engine) as session:
        yield Books(session)


def make(session: Session, book: BookIn) -> Book:
    row = Book.model_validate(book)
    session.add(row)
    session.commit()
    return row


@app.post("/helper")
def through_helper(book: BookIn, session: Session = Depends(get_session)) -> Any:  # FAA111
    if session.scalar(select(Book).where(Book.title == book.title)) is not None:
        raise HTTPException(409)
    return make(session, book)


@app.post("/repository")
async def through_repository(book: BookIn, books: Books = Depends(get_books)) -> Any:  # FAA111
    row = await books.add(book)
    return BookOut.model_validate(row)
