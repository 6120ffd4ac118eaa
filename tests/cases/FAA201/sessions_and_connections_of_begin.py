from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


@app.get("/titles")
def read_titles(ids: list[int]) -> list[str]:
    """The titles of books."""
    titles = []
    with engine.begin() as connection:
        for book_id in ids:
            found = connection.execute(  # FAA201
                text("SELECT title FROM book WHERE id = :id"), {"id": book_id}
            )
            titles.append(found.scalar_one())
    return titles


@app.get("/books")
async def read_books(ids: list[int]) -> list[str]:
    """The titles of books."""
    titles = []
    async with make_session.begin() as session:
        for book_id in ids:
            book = await session.get(Book, book_id)  # FAA201
            if book is not None:
                titles.append(book.title)
    return titles
