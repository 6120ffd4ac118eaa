from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class NotFound(Exception):
    pass


def answer(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "no"}, status_code=404)


def make(options: dict[str, Any]) -> FastAPI:
    return FastAPI(title="books", **options)


app = make({"exception_handlers": {NotFound: answer}})
books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)
