from fastapi import HTTPException

books = {1: "Emma"}


def refuse(book_id: int) -> None:
    if book_id not in books:
        raise HTTPException(404)


def known(book_id: int) -> int:
    refuse(book_id)
    return book_id
