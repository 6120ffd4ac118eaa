from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse


class NotFound(Exception):
    pass


app = FastAPI()
books = {1: "Emma"}


@app.exception_handler(NotFound)
def not_found(request: Request, error: NotFound) -> JSONResponse:
    """Answer for what is missing."""
    return JSONResponse({"detail": "no"}, status_code=404)


def find(book_id: int) -> str:
    title = books.get(book_id)
    if not title:
        raise NotFound
    return title


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    try:
        return find(book_id)
    except HTTPException:
        raise
    except Exception as error:  # FAA517
        raise HTTPException(500) from error
