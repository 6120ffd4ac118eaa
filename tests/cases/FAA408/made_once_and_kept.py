from contextlib import asynccontextmanager
from functools import lru_cache

import aiohttp
import httpx
import openai
import redis.asyncio as redis
from fastapi import Depends, FastAPI, Request

shared = httpx.AsyncClient()
_session = None
_by_tenant = {}


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with httpx.AsyncClient() as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


@lru_cache
def get_redis():
    return redis.Redis()


async def get_session():
    global _session
    if _session is None:
        _session = aiohttp.ClientSession()
    return _session


class Partner:
    def __init__(self):
        self._client = None

    @property
    def client(self):
        if self._client is None:
            self._client = httpx.AsyncClient()
        return self._client

    def connect(self):
        self._client = self._client or self._make()

    def _make(self):
        return httpx.AsyncClient()


partner = Partner()


def of_tenant(name: str) -> httpx.AsyncClient:
    if name not in _by_tenant:
        _by_tenant[name] = httpx.AsyncClient()
    return _by_tenant[name]


def of_tenant_too(name: str) -> httpx.AsyncClient:
    client = _by_tenant.get(name)
    if client is None:
        client = httpx.AsyncClient()
        _by_tenant[name] = client
    return client


async def view(name: str):
    try:
        return _by_tenant[name]
    except KeyError:
        pass
    async with httpx.AsyncClient() as client:
        _by_tenant[name] = await client.get("https://example.org")
    return _by_tenant[name]


@app.get("/view")
async def viewed(name: str):
    return await view(name)


@app.get("/")
async def index(request: Request, redis=Depends(get_redis), session=Depends(get_session)):
    partner.connect()
    of_tenant("a")
    of_tenant_too("a")
    if not hasattr(request.app.state, "other"):
        request.app.state.other = httpx.AsyncClient()
    return partner.client


@app.get("/own-key")
async def own_key(key: str, proxy: str):
    model = openai.AsyncOpenAI(api_key=key)
    async with httpx.AsyncClient(proxy=proxy) as client:
        await client.get("https://example.org")
    return model


def script():
    with httpx.Client() as client:
        client.get("https://example.org")
