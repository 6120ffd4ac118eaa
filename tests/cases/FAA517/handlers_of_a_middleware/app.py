from answers import NotFound, handlers
from fastapi import FastAPI
from starlette.middleware.exceptions import ExceptionMiddleware

app = FastAPI()
app.add_middleware(ExceptionMiddleware, handlers=handlers)
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title
