"""The twin of `choose` calls `_choose_later`, which for some falls back to `choose`."""

import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


class Pool:
    strategy = "slow"

    def choose(self, key):
        time.sleep(1)
        return key

    async def choose_async(self, key):
        return await self._choose_later(key)

    async def _choose_later(self, key):
        if self.strategy == "slow":
            return self.choose(key)
        await asyncio.sleep(0)
        return key


class Front:
    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    async def choose_async(self, key):
        return self.pool.choose(key)  # FAA416


pool = Pool()


@app.get("/{key}")
async def read(key: str):
    return await pool.choose_async(key)


@app.get("/front/{key}")
async def read_in_front(key: str):
    return await Front(pool).choose_async(key)
