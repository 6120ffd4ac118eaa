from fastapi import FastAPI

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str | None:
    return books.get(book_id)


@app.get("/")
def show(number: int) -> str:
    """Show the first book."""
    book = find(1)
    assert book is not None
    assert len(books) > 0
    return book * number


@app.get("/flag")
def flagged(loud: bool) -> str:
    """Show the first book."""
    book = spoken(loud)
    assert book is not None
    return book


def spoken(loud: bool) -> str | None:
    return books.get(1)
