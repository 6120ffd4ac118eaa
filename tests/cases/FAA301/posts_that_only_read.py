from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
bearer = Depends(HTTPBearer())
make_session = sessionmaker(create_engine("sqlite://"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class Wanted(BaseModel):
    title: str


def session():
    with make_session() as opened:
        yield opened


class Books:
    def __init__(self, session: Annotated[Session, Depends(session)]) -> None:
        self.session = session

    def named(self, title: str) -> list[int]:
        found = self.session.scalars(select(Book).where(Book.title == title))
        return [book.id for book in found]

    def rename(self, title: str) -> int:
        statement = update(Book).where(Book.title == title).values(title="?")
        result = self.session.execute(statement)
        return result.rowcount

    def run(self, statement) -> list[int]:
        return list(self.session.scalars(statement))


@app.put("/books/{book_id}", dependencies=[bearer])
def set_title(book_id: int, given: Annotated[Session, Depends(session)]) -> None:
    given.add(Book(id=book_id, title=""))


@app.put("/books/{book_id}/year", dependencies=[bearer])
def set_year(book_id: int, given: Annotated[Session, Depends(session)]) -> None:
    given.add(Book(id=book_id, title=""))


@app.put("/books/{book_id}/place", dependencies=[bearer])
def set_place(book_id: int, given: Annotated[Session, Depends(session)]) -> None:
    given.add(Book(id=book_id, title=""))


@app.put("/books/{book_id}/price", dependencies=[bearer])
def set_price(book_id: int, given: Annotated[Session, Depends(session)]) -> None:
    given.add(Book(id=book_id, title=""))


@app.put("/books/{book_id}/state", dependencies=[bearer])
def set_state(book_id: int, given: Annotated[Session, Depends(session)]) -> None:
    given.add(Book(id=book_id, title=""))


@app.post("/books/wanted")
def wanted(body: Wanted, books: Annotated[Books, Depends()]) -> list[int]:
    return books.named(body.title)


@app.post("/books/renamed")
def renamed(body: Wanted, books: Annotated[Books, Depends()]) -> int:  # FAA301
    return books.rename(body.title)


@app.post("/books/asked")
def asked(body: Wanted, books: Annotated[Books, Depends()]) -> list[int]:  # FAA301
    statement = __import__(body.title)
    return books.run(statement)


def metadata_of(title: str) -> str:
    with open("log.txt", "a") as log:
        log.write(title)
    return title


@app.get("/books/metadata")
def metadata(title: str) -> str:
    return metadata_of(title)


@app.post("/books/metadata")
def metadata_by_post(body: Wanted) -> str:
    return metadata_of(body.title)


@app.post("/books/noted")
def noted(body: Wanted) -> str:  # FAA301
    return metadata_of(body.title)
