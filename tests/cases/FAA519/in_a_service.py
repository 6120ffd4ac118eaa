from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
books = {1: "Emma"}


class Order(BaseModel):
    book_id: int
    count: int


def find(book_id: int) -> str | None:
    return books.get(book_id)


def ordered(book_id: int) -> str:
    book = find(book_id)
    assert book  # FAA519
    return book


@app.post("/orders")
def order(order: Order) -> str:
    """Order a book."""
    assert order.count  # FAA519
    return ordered(order.book_id)
