import aiohttp
import boto3
import httpx
import requests
from fastapi import Depends, FastAPI
from redis.asyncio import Redis

app = FastAPI()


async def get_redis():
    client = Redis(host="cache")
    yield client
    await client.aclose()


class Partner:
    def __init__(self):
        self.client = httpx.AsyncClient()  # FAA408

    async def load(self, token: str):
        async with aiohttp.ClientSession(headers={"Authorization": token}) as session:  # FAA408
            async with session.get("https://example.org") as answer:
                return await answer.json()


class Client(httpx.AsyncClient):
    pass


@app.get("/")
async def index(token: str, redis=Depends(get_redis), partner: Partner = Depends()):
    async with Client() as client:  # FAA408
        await client.get("https://example.org")
    return await partner.load(token)


@app.get("/files")
def files():
    s3 = boto3.client("s3")  # FAA408
    session = requests.Session()  # FAA408
    return s3, session
