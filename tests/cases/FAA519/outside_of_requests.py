from fastapi import FastAPI

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str | None:
    return books.get(book_id)


def main(book_id: int) -> None:
    """Nobody calls it."""
    book = find(book_id)
    assert book
    assert book_id > 0
