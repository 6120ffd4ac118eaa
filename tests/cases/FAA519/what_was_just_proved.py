from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str | None:
    return books.get(book_id)


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    book = find(book_id)
    if not book:
        raise HTTPException(404)
    assert book is not None
    return book
