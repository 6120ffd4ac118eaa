from collections.abc import Iterator

from fastapi import Depends, FastAPI, HTTPException


class NotFound(Exception):
    pass


def translating() -> Iterator[None]:
    try:
        yield
    except NotFound as error:
        raise HTTPException(404) from error


app = FastAPI(dependencies=[Depends(translating)])
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title
