from contextlib import asynccontextmanager, contextmanager

from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))
make_async_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))
PRICE = text("SELECT price FROM book WHERE id = :id")


def get_session():
    session = make_session()
    try:
        yield session
    finally:
        session.close()


async def get_async_session():
    async with make_async_session() as session:
        yield session


get_db = contextmanager(get_session)
get_async_db = asynccontextmanager(get_async_session)


class Prices:
    def one(self, book: str) -> int:
        with get_db() as db:
            return db.execute(PRICE, {"id": book}).scalar_one()

    async def one_later(self, book: str) -> int:
        async with get_async_db() as db:
            return (await db.execute(PRICE, {"id": book})).scalar_one()


prices = Prices()


@app.get("/prices")
def read_prices(ids: str) -> list[int]:
    return [prices.one(book) for book in ids.split(",")]  # FAA202


@app.get("/later")
async def read_later(ids: str) -> list[int]:
    return [await prices.one_later(book) for book in ids.split(",")]  # FAA202
