from app.services.books import find
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)
