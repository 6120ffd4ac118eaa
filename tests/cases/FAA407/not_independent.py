import httpx
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

app = FastAPI()
client = httpx.AsyncClient()
make_session = async_sessionmaker()


@app.get("/needed")
async def needed():
    first = await client.get("https://example.org/1")
    second = await client.get(first.headers["Location"])
    return second.text


@app.get("/checked")
async def checked():
    first = await client.get("https://example.org/1")
    first.raise_for_status()
    second = await client.get("https://example.org/2")
    return second.text


@app.get("/written")
async def written():
    first = await client.post("https://example.org/1")
    second = await client.get("https://example.org/2")
    return first.text, second.text


async def count(session: AsyncSession, table: str):
    return await session.scalar(text(f"SELECT count(*) FROM {table}"))


@app.get("/session")
async def session():
    async with make_session() as session:
        books = await count(session, "books")
        authors = await count(session, "authors")
        return books, authors
