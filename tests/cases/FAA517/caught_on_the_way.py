from fastapi import FastAPI, HTTPException


class NotFound(LookupError):
    pass


app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    try:
        return find(book_id)
    except (LookupError, ValueError) as error:
        raise HTTPException(404) from error
