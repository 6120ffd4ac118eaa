from fastapi import FastAPI, HTTPException


class Taken(Exception):
    pass


app = FastAPI()
books = {1: "Emma"}


def add(book_id: int, title: str) -> None:
    if book_id in books:
        raise Taken
    books[book_id] = title


@app.post("/books/{book_id}")
def create(book_id: int, title: str) -> int:
    """Add a book."""
    try:
        add(book_id, title)
    except Taken as error:
        raise HTTPException(409) from error
    return book_id


@app.put("/books/{book_id}")
def replace(book_id: int, title: str) -> int:
    """Replace a book."""
    books.pop(book_id, None)
    add(book_id, title)  # FAA517
    return book_id
