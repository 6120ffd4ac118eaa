from elsewhere import Row
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class Author(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str


class Shown(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str


class BookOut(Shown):
    authors: list[Author]


class Made(BaseModel):
    model_config = {"from_attributes": True}

    title: str


class Base(BaseModel):
    class Config:
        orm_mode = True


class Inherits(Base):
    title: str


class Off(BaseModel):
    model_config = ConfigDict(from_attributes=False, extra="forbid")

    title: str


class Unused(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    title: str


@app.put("/authors")
def put_author(author: Author, shown: Shown) -> BookOut:
    return BookOut(title=shown.title, authors=[author])


@app.put("/made")
def put_made(made: Made, inherits: Inherits, off: Off) -> str:
    return made.title


def migrate(row: Row) -> str:
    return Made.model_validate(row).title
