from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
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


async def touch(session: AsyncSession, book: Book) -> None:
    await session.refresh(book)


@app.post("/refreshed")
async def refreshed(title: str, session: Db) -> int:
    book = Book(title=title)
    session.add(book)
    await session.commit()
    await session.refresh(book)
    return book.id


@app.post("/passed")
async def passed(title: str, session: Db) -> int:
    book = Book(title=title)
    session.add(book)
    await session.commit()
    await touch(session, book)
    return book.id


@app.post("/before")
async def before(title: str, session: Db) -> int:
    book = Book(title=title)
    session.add(book)
    await session.flush()
    number = book.id
    await session.commit()
    return number


@app.post("/queried")
async def queried(book_id: int, session: Db) -> str:
    book = (await session.execute(select(Book).where(Book.id == book_id))).scalar_one()
    book.title = "new"
    await session.commit()
    await session.execute(select(Book))
    return book.title


@app.delete("/deleted/{book_id}")
async def deleted(book_id: int, session: Db) -> str:
    book = await session.get_one(Book, book_id)
    await session.delete(book)
    await session.commit()
    return book.title


@app.post("/branches")
async def branches(book_id: int, keep: bool, session: Db) -> str:
    book = await session.get_one(Book, book_id)
    if keep:
        await session.commit()
        return "kept"
    return book.title


@app.post("/plain")
async def plain(title: str, session: Db) -> str:
    book = Book(title=title)
    await session.commit()
    return book.title


@app.post("/written")
async def written(book_id: int, title: str, session: Db) -> None:
    book = await session.get_one(Book, book_id)
    await session.commit()
    book.title = title
    await session.commit()
