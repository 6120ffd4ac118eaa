from enum import Enum

from fastapi import APIRouter, FastAPI

app = FastAPI()


class Tag(str, Enum):
    BOOKS = "books"


books = APIRouter(prefix="/books", tags=[Tag.BOOKS])
orders = APIRouter(prefix="/orders")


def show(name: str = "") -> str:
    return name


for part in ("a", "b", "c", "d", "e"):
    books.add_api_route(f"/{part}", show)


@orders.get("")
def list_orders() -> list[int]:  # FAA110
    return []


app.include_router(books)
app.include_router(orders)
