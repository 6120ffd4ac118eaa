import datetime
import enum
import uuid
from typing import Annotated

from fastapi import FastAPI, HTTPException, Path, Query
from pydantic import BaseModel

app = FastAPI()


class Order(enum.Enum):
    NEWEST = "newest"
    OLDEST = "oldest"


class Change(BaseModel):
    owner: str
    key: uuid.UUID


def parsed(text: str) -> uuid.UUID:
    return uuid.UUID(text)


@app.get("/books/{book_id}")
def show(book_id: str) -> str:
    return uuid.UUID(book_id).hex  # FAA517


@app.get("/helped/{book_id}")
def helped(book_id: str) -> str:
    return parsed(book_id).hex  # FAA517


@app.get("/since")
def since(day: str | None = None) -> int:
    return datetime.date.fromisoformat(day).year if day else 0  # FAA517


@app.get("/ordered")
def ordered(order: str = "newest") -> str:
    return Order(order.lower()).name  # FAA517


@app.post("/owned")
def owned(change: Change) -> str:
    return parsed(change.owner).hex  # FAA517


@app.post("/keyed")
def keyed(change: Change) -> str:
    return parsed(str(change.key)).hex


@app.get("/typed/{book_id}")
def typed(book_id: uuid.UUID) -> str:
    return uuid.UUID(str(book_id)).hex


@app.get("/caught/{book_id}")
def caught(book_id: str) -> str:
    try:
        return parsed(book_id).hex
    except ValueError as error:
        raise HTTPException(404) from error


@app.get("/numbers/{number}")
def numbered(number: str) -> int:
    if not number.isdigit():
        raise HTTPException(404)
    return int(number)


@app.get("/patterns/{number}")
def shaped(number: Annotated[str, Path(pattern=r"^\d+$")], size: str = Query("1", pattern="^1$")) -> int:
    return int(number) + int(size)
