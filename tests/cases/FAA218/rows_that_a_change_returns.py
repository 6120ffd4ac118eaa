from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select, update
from sqlalchemy.dialects.sqlite import insert
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


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    title: str


class Sealed(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    seal: str = "red"


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]


def shown(book: Book, *, loud: bool = False) -> Shown:
    return Shown(id=book.id, title=book.title.upper() if loud else book.title)


def is_book(thing: object) -> bool:
    return isinstance(thing, Book)


class Shelf:
    def label(self, book: Book) -> str:
        return f"{book.title}"

    async def read(self, session: AsyncSession, book: Book) -> str:
        await session.refresh(book)
        return book.title


@app.put("/books/{book_id}")
async def rename(book_id: int, title: str, session: Db) -> Shown | None:
    changed = update(Book).where(Book.id == book_id).values(title=title).returning(Book)
    book = (await session.scalars(changed)).one_or_none()
    await session.commit()
    return Shown.model_validate(book) if book else None  # FAA218


@app.put("/shown/{book_id}")
async def rename_shown(book_id: int, title: str, session: Db) -> Shown | None:
    book = await session.scalar(
        update(Book).where(Book.id == book_id).values(title=title).returning(Book)
    )
    await session.commit()
    return shown(book, loud=True) if book is not None else None  # FAA218


@app.post("/books")
async def add(title: str, session: Db) -> str:
    book = (await session.execute(insert(Book).values(title=title).returning(Book))).scalar_one()
    await session.commit()
    return Shelf().label(book=book)  # FAA218


@app.get("/touched/{book_id}")
async def touch(book_id: int, session: Db) -> Shown:
    book = (await session.execute(select(Book).where(Book.id == book_id))).scalar_one()
    await session.commit()
    return Shown.from_orm(book)  # FAA218


@app.put("/before/{book_id}")
async def rename_before(book_id: int, title: str, session: Db) -> Shown:
    changed = update(Book).where(Book.id == book_id).values(title=title).returning(Book)
    book = (await session.scalars(changed)).one()
    answer = shown(book)
    await session.commit()
    return answer


@app.put("/keys/{book_id}")
async def rename_keys(book_id: int, title: str, session: Db) -> int:
    changed = update(Book).where(Book.id == book_id).values(title=title).returning(Book.id)
    number = (await session.scalars(changed)).one()
    await session.commit()
    return number


@app.put("/untouched/{book_id}")
async def rename_untouched(book_id: int, title: str, session: Db) -> bool:
    changed = update(Book).where(Book.id == book_id).values(title=title).returning(Book)
    book = (await session.scalars(changed)).one()
    await session.commit()
    Sealed.model_validate(book)
    return is_book(book)


@app.put("/awaited/{book_id}")
async def rename_awaited(book_id: int, title: str, session: Db) -> str:
    changed = update(Book).where(Book.id == book_id).values(title=title).returning(Book)
    book = (await session.scalars(changed)).one()
    await session.commit()
    return await Shelf().read(session, book)
