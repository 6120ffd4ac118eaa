from collections.abc import Iterator
from typing import Annotated, Optional

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    note: Mapped[Optional[str]]
    shelf: Mapped[str] = mapped_column(default="A")
    room: Mapped[str] = mapped_column(String(10), server_default="1")


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class BookBase(BaseModel):
    title: Optional[str] = None  # FAA155


class BookCreate(BookBase):
    note: str | None = None


class Books:
    def __init__(self, session: Session) -> None:
        self.session = session

    def add(self, body: BookCreate) -> None:
        self.session.add(Book(title=body.title, note=body.note))
        self.session.commit()


@app.post("/books")
def add_book(body: BookCreate, session: Db) -> None:
    Books(session).add(body)
