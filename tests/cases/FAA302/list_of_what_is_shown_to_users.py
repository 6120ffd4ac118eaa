from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel

app = FastAPI()
User = Annotated[object, Depends(HTTPBearer())]


class Order(BaseModel):
    number: int
    address: str


class Book(BaseModel):
    number: int
    title: str
    bought_for: int


class Title(BaseModel):
    title: str


class Club(BaseModel):
    name: str


@app.get("/orders", response_model=list[Order])
def list_orders():  # FAA302
    return [Order(number=1, address="here")]


@app.get("/orders/{number}", response_model=Order)
def read_order(number: int, user: User):
    return Order(number=number, address="here")


@app.get("/books")
def list_books() -> list[Title]:
    """Shows less than each book does."""
    return [Title(title="x")]


@app.get("/books/{number}")
def read_book(number: int, user: User) -> Book:
    return Book(number=number, title="x", bought_for=3)


@app.get("/clubs")
def list_clubs() -> list[Club]:
    return [Club(name="x")]


@app.get("/clubs/{name}")
def read_club(name: str) -> Club:
    """Open as well."""
    return Club(name=name)


@app.put("/clubs/{name}")
def rename_club(name: str, user: User) -> Club:
    return Club(name=name)
