from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


class BookNotFound(Exception):
    pass


class ReaderNotFound(Exception):
    pass


books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise BookNotFound(book_id)
    return title


def reader(reader_id: int) -> str:
    name = books.get(reader_id)
    if name is None:
        raise ReaderNotFound(reader_id)
    return name


app = FastAPI()


@app.exception_handler(Exception)
async def on_error(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse(status_code=500, content={"detail": "failed"})


@app.exception_handler(ReaderNotFound)
async def on_reader(request: Request, error: ReaderNotFound) -> JSONResponse:
    return JSONResponse(status_code=404, content={"detail": "no such reader"})


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    return find(book_id)  # FAA517


@app.get("/readers/{reader_id}")
def show_reader(reader_id: int) -> str:
    return reader(reader_id)
