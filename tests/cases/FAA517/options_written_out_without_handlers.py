from fastapi import FastAPI


class NotFound(Exception):
    pass


options = {"title": "books"}
app = FastAPI(**options)
books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)  # FAA517
