import logging

from fastapi import FastAPI

app = FastAPI()
books = {1: "Emma"}


@app.get("/books")
def list_books() -> list[str]:
    """All books."""
    try:
        return sorted(books.values())
    except Exception as error:  # FAA512
        logging.error("no books: %s", error)
        return []
