from collections.abc import Iterator
from enum import Enum
from typing import Annotated, Literal

from fastapi import Depends, FastAPI
from pydantic import BaseModel, Field, StringConstraints
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
    room: Mapped[str] = mapped_column(String(10))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


class Room(str, Enum):
    CELLAR = "cellar"


Short = Annotated[str, StringConstraints(max_length=10)]


class ByField(BaseModel):
    title: str
    room: str = Field(max_length=10)


class ByAnnotation(BaseModel):
    title: str
    room: Annotated[str, Field(max_length=10)]


class ByAlias(BaseModel):
    title: str
    room: Short


class ByEnum(BaseModel):
    title: str
    room: Room


class ByLiteral(BaseModel):
    title: str
    room: Literal["cellar", "attic"]


class ByHand(BaseModel):
    title: str
    room: str


@app.post("/1")
def add_1(body: ByField, session: Db) -> None:
    session.add(Book(**body.model_dump()))


@app.post("/2")
def add_2(body: ByAnnotation, session: Db) -> None:
    session.add(Book(**body.model_dump()))


@app.post("/3")
def add_3(body: ByAlias, session: Db) -> None:
    session.add(Book(**body.model_dump()))


@app.post("/4")
def add_4(body: ByEnum, session: Db) -> None:
    session.add(Book(**body.model_dump()))


@app.post("/5")
def add_5(body: ByLiteral, session: Db) -> None:
    session.add(Book(**body.model_dump()))


@app.post("/6")
def add_6(body: ByHand, session: Db) -> None:
    if len(body.room) > 10:
        return
    session.add(Book(**body.model_dump()))


@app.post("/7")
def add_7(body: ByHand, session: Db) -> None:
    session.add(Book(title=body.title, room=body.room[:10]))
