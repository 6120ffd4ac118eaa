from fastapi import HTTPException

books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]
