from typing import Any, Optional

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str


class Row(Book):
    price: int


@app.get("/a", response_model=Book)
def a() -> Row:
    return Row(title="Emma", price=7)


@app.get("/b", response_model=None)
def b() -> None: ...


@app.get("/c", response_model=list[Book])
def c() -> list[Row]:
    return []


@app.get("/d", response_model=Book)
def d():
    return Row(title="Emma", price=7)


@app.get("/e", response_model=Book)
def e() -> Any:
    return {"title": "Emma"}


@app.get("/f", response_model=Optional[Book])
def f() -> Optional[Row]:
    return None


def call(path: str, response_model: type) -> Any:
    return lambda f: f


@call("/g", response_model=Book)
def g() -> Book:
    return Book(title="Emma")
