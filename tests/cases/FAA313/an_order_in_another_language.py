import contextlib
from typing import Any

from fastapi import FastAPI
from surrealdb import AsyncSurreal

app = FastAPI()


@contextlib.asynccontextmanager
async def connection():
    database = AsyncSurreal("ws://localhost:8000")
    try:
        yield database
    finally:
        await database.close()


async def run(query: str, values: dict[str, Any] | None = None) -> Any:
    async with connection() as database:
        return await database.query(query, values)


@app.get("/notes")
async def notes(order_by: str = "updated desc") -> Any:
    return await run(f"SELECT * FROM note ORDER BY {order_by}")  # FAA313


@app.get("/titles")
async def titles(title: str) -> Any:
    return await run("SELECT * FROM note WHERE title = $title", {"title": title})
