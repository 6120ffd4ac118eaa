from typing import Any, Union

from elsewhere import load
from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

app = FastAPI()
books: dict[int, dict[str, Any]] = {}


class Problem(BaseModel):
    error: str


class Book(BaseModel):
    title: str


def not_found(book_id: int) -> HTTPException:
    return HTTPException(404, f"No book {book_id}")


@app.get("/raised/{book_id}")
def raised(book_id: int) -> Any:
    if book_id not in books:
        raise not_found(book_id)
    return books[book_id]


@app.get("/response/{book_id}")
def response(book_id: int) -> Any:
    if book_id not in books:
        return JSONResponse({"error": "No such book"}, status_code=404)
    return books[book_id]


@app.get("/set/{book_id}")
def sets(book_id: int, response: Response) -> dict[str, Any]:
    book = books.get(book_id)
    if not book:
        response.status_code = 404
        return {"error": "No such book"}
    return book


@app.get("/declared/{book_id}")
def declared(book_id: int) -> Union[Book, Problem]:
    if book_id not in books:
        return {"error": "No such book"}
    return books[book_id]


@app.get("/pair/{book_id}")
def pair(book_id: int) -> tuple[str, int]:
    return "Emma", 200


@app.get("/size")
def size() -> Any:
    width = load()
    return width, 404


@app.get("/best/{book_id}")
def best_effort(book_id: int) -> dict[str, Any]:
    try:
        return {"books": load(book_id), "error": None}
    except OSError as error:
        return {"books": [], "error": str(error)}


@app.get("/health")
def health() -> dict[str, Any]:
    try:
        load()
    except OSError as error:
        return {"status": "error", "error": str(error)}
    return {"status": "ok"}


@app.post("/connections/test")
def try_connection() -> dict[str, Any]:
    try:
        load()
    except OSError as error:
        return {"success": False, "error": str(error)}
    return {"success": True}


@app.get("/known/{book_id}")
def known(book_id: int) -> dict[str, Any]:
    book = books.get(book_id)
    if book:
        return {"error": "There is one"}
    if not book:
        return {"message": "We have sent a mail if there is one", "success": True}
    return {"success": False}


@app.websocket("/socket")
async def socket() -> Any:
    return {"error": "none"}, 404


def helper(book_id: int) -> Any:
    return {"error": "No such book"}, 404


@app.get("/withdraw", response_class=RedirectResponse)
def withdraw(code: str = "") -> Any:
    if not code:
        return {"status": "ERROR", "reason": "none"}
    return code
