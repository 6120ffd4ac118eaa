import functools

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite://"))


@functools.lru_cache
def country(code: str) -> str:
    with make_session() as session:
        return session.execute(text("SELECT name FROM country"), {"code": code}).scalar_one()


class Prices:
    def __init__(self) -> None:
        self._tax: int | None = None

    def price(self, code: str) -> int:
        return len(code) + self.tax()

    def tax(self) -> int:
        if self._tax is None:
            with make_session() as session:
                self._tax = session.execute(text("SELECT tax FROM shop")).scalar_one()
        return self._tax


@app.get("/")
def index(codes: str):
    return [country(code) for code in codes.split(",")]


@app.get("/prices")
def read_prices(codes: str):
    prices = Prices()
    return [prices.price(code) for code in codes.split(",")]


@app.get("/names")
def read_names(codes: str):
    names: dict[str, str] = {}

    def name(code: str) -> str:
        if code not in names:
            with make_session() as session:
                names[code] = session.execute(text("SELECT name FROM country")).scalar_one()
        return names[code]

    return [name(code) for code in codes.split(",")]
