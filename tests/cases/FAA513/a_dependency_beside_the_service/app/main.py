from typing import Annotated

from app.services.books import books, known
from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def show(book_id: Annotated[int, Depends(known)]) -> str:
    """Show the book."""
    return books[book_id]
