from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class NotFound(Exception):
    pass


def answer(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"detail": "no"}, status_code=404)


app = FastAPI()
for kind in [NotFound]:
    app.add_exception_handler(kind, answer)
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title
