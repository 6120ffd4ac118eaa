from app.services.guards import ensure_owner
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def show(book_id: int, reader: str) -> int:
    """Show the book."""
    ensure_owner(book_id, reader)
    return book_id
