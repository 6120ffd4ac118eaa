from fastapi import FastAPI


class AppError(Exception):
    status_code = 400


class TooMany(AppError):
    status_code = 409


app = FastAPI()
books = {1: "Emma"}


@app.post("/books/{book_id}")
async def create(book_id: int, title: str) -> int:
    """Add a book."""
    if len(books) > 9:
        raise TooMany  # FAA517
    books[book_id] = title
    return book_id
