import pydantic
from pydantic import BaseModel, root_validator, validator


class Base(BaseModel):
    class Config:  # FAA157
        orm_mode = True


class Book(Base):
    title: str

    @validator("title")
    def strip(cls, value: str) -> str:  # FAA157
        return value.strip()

    @root_validator(pre=True)
    def check(cls, values: dict) -> dict:  # FAA157
        return values

    @pydantic.validator("title", pre=True)
    def lower(cls, value: str) -> str:  # FAA157
        return value.lower()


def load(path: str) -> Book:
    return Book.parse_obj({"title": path})  # FAA157


def show(path: str, book: Book) -> object:
    copied = book.copy(update={"title": path})  # FAA157
    shown = load(path).json()  # FAA157
    return [Book.schema(), shown, copied]  # FAA157
