import aiohttp
import httpx
import redis.asyncio as redis
from fastapi import FastAPI

app = FastAPI()
store = redis.Redis()
client = httpx.AsyncClient()


@app.get("/keys")
async def keys():
    scan = store.scan_iter("user:*")
    first = [key async for key in scan]
    return first + [key async for key in store.scan_iter("room:*")]


@app.get("/events")
async def events():
    async for message in store.pubsub().listen():
        return message


@app.get("/pages")
async def pages():
    async with client.stream("GET", "https://example.org") as response:
        await response.aread()
    async with aiohttp.ClientSession() as session:
        async with session.get("https://example.org") as answer:
            return await answer.text()
