import copy
import json

import httpx
from elsewhere import Loaded, load
from pydantic import BaseModel, field_validator
from pydantic.v1 import BaseModel as OldModel
from pydantic.v1 import validator


class Old(OldModel):
    title: str

    class Config:
        orm_mode = True

    @validator("title")
    def strip(cls, value: str) -> str:
        return value.strip()


class Book(BaseModel):
    title: str

    def dict(self) -> str:
        return self.title

    @field_validator("title")
    @classmethod
    def strip(cls, value: str) -> str:
        return value.strip()


class Loader:
    class Config:
        path = "a"

    def json(self) -> str:
        return "{}"


class Config:
    debug = True


class Plain(BaseModel):
    title: str


def load_with_either(data: object) -> Plain:
    try:
        return Plain.model_validate(data)
    except AttributeError:
        return Plain.parse_obj(data)


def show(book: Book, old: Old, loader: Loader, loaded: Loaded) -> object:
    answer = httpx.get("https://example.org").json()
    rows = {"a": 1}.copy()
    return [
        book.dict(), old.dict(), loader.json(), loaded.dict(), load().json(), copy.copy(book),
        json.dumps(rows), answer, book.model_dump(),
    ]  # fmt: skip
