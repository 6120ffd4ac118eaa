from fastapi import HTTPException

books = {1: "Emma"}


class BookNotFound(HTTPException):
    def __init__(self) -> None:
        super().__init__(404)


def find(book_id: int) -> str:
    if book_id not in books:
        raise BookNotFound
    return books[book_id]
