from typing import Annotated

from fastapi import Depends, FastAPI
from elsewhere import get_session
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


Db = Annotated[AsyncSession, Depends(get_session)]


@app.post("/books")
async def add(title: str, session: Db) -> int:
    book = Book(title=title)
    session.add(book)
    await session.commit()
    return book.id
