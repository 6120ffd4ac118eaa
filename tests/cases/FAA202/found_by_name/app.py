import importlib
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from plugins import load, load_or
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def translated(module: str, name: str):
    return None


@app.get("/prices")
def read_prices(ids: str, session: SessionDep) -> list[int]:
    price = load("shop.prices", "price")
    return [price(session, book) for book in ids.split(",")]


@app.get("/totals")
def read_totals(ids: str, session: SessionDep) -> int:
    return load("shop.prices", "total")(session, ids.split(","))


def count(session: Session, books: list[str]) -> int:
    return 0


@app.get("/counts")
def read_counts(ids: str, session: SessionDep) -> int:
    return load("shop.counts", count.__name__)(session, ids.split(","))


@app.get("/top")
def read_top(ids: str, session: SessionDep) -> int:
    return load("top", "total")(session, ids.split(","))


@app.get("/others")
def read_others(ids: str, session: SessionDep) -> int:
    return load_or("shop.others.total", None)(session, ids.split(","))


@app.get("/more")
def read_more(ids: str, session: SessionDep) -> int:
    more = importlib.import_module("shop.more")
    return more.total(session, ids.split(","))


@app.get("/unread")
def read_unread(ids: str, session: SessionDep) -> int:
    return translated("shop.unread", "total")(session, ids.split(","))
