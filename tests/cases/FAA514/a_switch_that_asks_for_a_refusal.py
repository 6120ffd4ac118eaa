from fastapi import FastAPI, HTTPException
from pydantic import BaseModel
from store import make_store

app = FastAPI()
store = make_store()


class Book(BaseModel):
    title: str


def find(key: str, strict: bool = False) -> Book | None:
    row = store.find_one("books", {"key": key})
    if row is None and strict:
        raise HTTPException(404)
    if row is None:
        return None
    return Book(**row)


def renamed(key: str, title: str, strict: bool = False) -> Book | None:
    book = find(key, strict=strict)
    if not book:
        return None
    return Book(title=title)


def removed(key: str, strict: bool = False) -> Book | None:
    # nothing is known of what is asked here, but that it is told to be strict
    book = store.remove("books", key, strict=strict)
    if not book:
        return None
    return Book(**book)


@app.get("/books/{key}", response_model=Book)
def read_book(key: str) -> Book | None:
    return find(key, strict=True)


@app.put("/books/{key}", response_model=Book)
def rename_book(key: str, title: str) -> Book | None:
    return renamed(key, title, strict=True)


@app.delete("/books/{key}", response_model=Book)
def remove_book(key: str) -> Book | None:
    return removed(key, strict=True)


@app.put("/books/{key}/loosely", response_model=Book)
def rename_loosely(key: str, title: str) -> Book | None:
    return renamed(key, title)  # FAA514


@app.delete("/books/{key}/loosely", response_model=Book)
def remove_loosely(key: str) -> Book | None:
    return removed(key)  # FAA514
