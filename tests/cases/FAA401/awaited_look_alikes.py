import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient()


async def sleep(seconds):
    await asyncio.sleep(seconds)


@app.get("/")
async def index():
    await sleep(1)
    first = client.get("https://example.org")
    await asyncio.gather(first, sleep(1))
    return (await client.get("https://example.org")).json()
