from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


class BookNotFound(Exception):
    pass


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise BookNotFound(book_id)
    return title


def translate(error: Exception) -> None:
    if isinstance(error, BookNotFound):
        raise HTTPException(404) from error


def note(error: Exception) -> None:
    print(error)


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    try:
        return find(book_id)
    except Exception as error:
        translate(error)
        raise


@app.get("/books/{book_id}/title")
def title(book_id: int) -> str:
    """Show the title."""
    try:
        return find(book_id)  # FAA517
    except Exception as error:
        note(error)
        raise
