from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]


class BookRead(BaseModel):
    id: int
    title: str


@app.patch("/books/{book_id}")
async def rename(book_id: int, title: str, session: Db) -> str:
    book = await session.get(Book, book_id)
    if book is None:
        return "none"
    book.title = title
    await session.commit()
    return f"renamed to {book.title}"  # FAA218


@app.put("/books/{book_id}")
async def replace(book_id: int, title: str, session: Db) -> str:
    result = await session.execute(select(Book).where(Book.id == book_id))
    book = result.scalar_one()
    try:
        book.title = title
        await session.commit()
    except ValueError:
        await session.rollback()
        raise
    return book.title  # FAA218


@app.post("/books", response_model=BookRead)
async def add(title: str, session: Db) -> Book:
    book = Book(title=title)
    session.add(book)
    await session.commit()
    return book  # FAA218
