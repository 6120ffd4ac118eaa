from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class NotFound(Exception):
    pass


app = FastAPI()
books = {1: "Emma"}


@app.middleware("http")
async def errors(request: Request, call_next):
    """Answer for what is missing."""
    try:
        return await call_next(request)
    except NotFound:
        return JSONResponse({"detail": "no"}, status_code=404)


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    title = books.get(book_id)
    if title is None:
        raise NotFound
    return title
