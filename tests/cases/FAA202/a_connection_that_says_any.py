"""`Any` says as little as no annotation; what callers pass says more."""

from typing import Any

import aiosqlite
from fastapi import FastAPI

app = FastAPI()


class Connection:
    def __init__(self, raw: Any) -> None:
        self._raw = raw

    async def first(self, statement: str, *values: Any) -> Any:
        async with self._raw.execute(statement, values) as rows:
            return await rows.fetchone()


class Log:
    def __init__(self, target: Any) -> None:
        self._target = target

    async def first(self, line: str) -> None:
        self._target.append(line)


@app.post("/prices")
async def read_prices(books: list[int]) -> list[Any]:
    async with aiosqlite.connect("shop.db") as raw:
        shop, log = Connection(raw), Log([])
        for book in books:
            await log.first(str(book))
        wanted = "SELECT price FROM book WHERE id = ?"
        return [await shop.first(wanted, book) for book in books]  # FAA202
