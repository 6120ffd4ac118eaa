from app.services import books
from fastapi import FastAPI

app = FastAPI()


@app.post("/books/{book_id}/orders")
def order(book_id: int) -> int:
    """Order the book."""
    return books.take(book_id)
