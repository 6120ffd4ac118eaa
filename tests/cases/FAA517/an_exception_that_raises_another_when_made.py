from fastapi import FastAPI, HTTPException


class NotFound(Exception):
    def __init__(self, book_id: int) -> None:
        self.message = f"no book {book_id}"
        raise HTTPException(404, self.message)


app = FastAPI()
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound(book_id)
    return title
