import contextlib

from fastapi import FastAPI, HTTPException


class NotFound(Exception):
    pass


@contextlib.contextmanager
def translating():
    try:
        yield
    except NotFound as error:
        raise HTTPException(404) from error


app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    with translating():
        return find(book_id)
