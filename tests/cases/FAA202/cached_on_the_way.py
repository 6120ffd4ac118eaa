import functools

from fastapi import FastAPI
from redis import Redis
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


def rate(code: str, known: dict[str, int]) -> int:
    found = known.get(code)
    if found is not None:
        return found
    with make_session() as session:
        rate = session.execute(text("SELECT rate FROM tax"), {"code": code}).scalar_one()
    known[code] = rate
    return rate


@app.get("/rates")
def read_rates(codes: str):
    known: dict[str, int] = {}
    return [rate(code, known) for code in codes.split(",")]


class Counts:
    def __init__(self, cache: Redis | None) -> None:
        self._cache = cache

    def members(self, room: str) -> int:
        if self._cache:
            kept = self._cache.get(room)
            if kept is not None:
                return int(kept)
        with make_session() as session:
            counted = session.execute(text("SELECT count(*) FROM member")).scalar_one()
        if self._cache:
            self._cache.set(room, counted)
        return counted

    def guests(self, room: str) -> int:
        last = self._cache.get("last") if self._cache else None
        with make_session() as session:
            counted = session.execute(text("SELECT count(*) FROM guest")).scalar_one()
        if self._cache and last != counted:
            self._cache.set(room, counted)
        return counted


@app.get("/members")
def read_members(rooms: str):
    counts = Counts(Redis())
    return [counts.members(room) for room in rooms.split(",")]


@app.get("/guests")
def read_guests(rooms: str):
    counts = Counts(Redis())
    return [counts.guests(room) for room in rooms.split(",")]  # FAA202


class SingletonMeta(type):
    _known: dict[type, object] = {}

    def __call__(cls, *args: object) -> object:
        if cls not in cls._known:
            cls._known[cls] = super().__call__(*args)
        return cls._known[cls]


class Tariffs(metaclass=SingletonMeta):
    def __init__(self) -> None:
        with make_session() as session:
            self.all = session.execute(text("SELECT name, price FROM tariff")).all()


@app.get("/tariffs")
def read_tariffs(codes: str):
    return [len(Tariffs().all) + len(code) for code in codes.split(",")]
