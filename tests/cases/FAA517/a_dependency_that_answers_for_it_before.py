from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path

app = FastAPI()
books = {"emma": "Emma"}
shelves = {"a": ["emma"]}


class NotFoundError(Exception):
    """There is no such thing."""


def find_book(key: str) -> str:
    book = books.get(key)
    if book is None:
        raise NotFoundError(key)
    return book


def known_book(key: Annotated[str, Path()]) -> str:
    try:
        find_book(key)
    except NotFoundError:
        raise HTTPException(404) from None
    return key


def counted(key: Annotated[str, Path()]) -> str:
    find_book(key)  # FAA517
    return key


@app.get("/books/{key}")
def read_book(known: Annotated[str, Depends(known_book)]) -> str:
    title = known
    return find_book(title)


@app.get("/books/{key}/title", dependencies=[Depends(known_book)])
def title(key: str) -> str:
    return find_book(key)


@app.get("/books/{key}/count")
def count(known: Annotated[str, Depends(counted)]) -> int:
    return len(find_book(known))


@app.get("/shelves/{key}/{other}")
def on_shelf(other: str, known: Annotated[str, Depends(known_book)]) -> list[str]:
    return [known, find_book(other)]  # FAA517
