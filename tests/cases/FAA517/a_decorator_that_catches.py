import functools

from fastapi import FastAPI, HTTPException


class NotFound(Exception):
    pass


def translating(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        except NotFound as error:
            raise HTTPException(404) from error

    return wrapper


app = FastAPI()
books = {1: "Emma"}


@app.get("/books/{book_id}")
@translating
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title
