from collections.abc import AsyncIterator

from classy_fastapi import Routable, get
from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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


async def load(book_id: int, session: AsyncSession) -> Book | None:
    return await session.get(Book, book_id)


async def chosen(ids: list[int], session: AsyncSession = Depends(get_session)) -> list[str]:
    books = [await load(book_id, session) for book_id in ids]  # FAA202
    return [book.title for book in books if book]


async def unasked(ids: list[int], session: AsyncSession = Depends(get_session)) -> list[str]:
    books = [await load(book_id, session) for book_id in ids]
    return [book.title for book in books if book]


class Books(Routable):
    @get("/books")
    async def read(self, session: AsyncSession = Depends(get_session)) -> list[str]:
        """The titles of all books."""
        titles = []
        for book_id in (await session.scalars(select(Book.id))).all():
            book = await load(book_id, session)  # FAA202
            if book is not None:
                titles.append(book.title)
        return titles

    @get("/chosen")
    async def choose(self, titles: list[str] = Depends(chosen)) -> list[str]:
        """The titles of the books that were chosen."""
        return titles


app = FastAPI()
app.include_router(Books().router)
