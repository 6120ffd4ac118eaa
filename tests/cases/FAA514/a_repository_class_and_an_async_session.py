from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite://")
make_session = async_sessionmaker(engine)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


async def get_session():
    async with make_session() as session:
        yield session


class Books:
    def __init__(self, session: Annotated[AsyncSession, Depends(get_session)]) -> None:
        self._session = session

    async def get(self, book_id: int) -> Book | None:
        return await self._session.get(Book, book_id)

    async def rename(self, book_id: int, title: str) -> None:
        book = await self.get(book_id)
        book.title = title  # FAA514
        await self._session.commit()


@app.get("/books/{book_id}")
async def show(book_id: int, books: Annotated[Books, Depends()]) -> str:
    """Show the book."""
    book = await books.get(book_id)
    return book.title  # FAA514


@app.put("/books/{book_id}")
async def rename(book_id: int, title: str, books: Annotated[Books, Depends()]) -> str:
    """Rename the book."""
    await books.rename(book_id, title)
    return title
