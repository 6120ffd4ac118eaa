import contextlib
import functools
import inspect

import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

app = FastAPI()


def run_now(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return start(function(*args, **kwargs))

    return wrapper


def start(coroutine):
    coroutine.send(None)


@run_now
async def decorated() -> None: ...


def save(session: Session | AsyncSession):
    result = session.commit()
    if inspect.isawaitable(result):
        return result
    session.commit()


def close(client, either):
    client.aclose()
    either.commit()


def make(asynchronous: bool):
    if asynchronous:
        return httpx.AsyncClient()
    return load_client()


class Store:
    def __init__(self, client=None):
        self.client = client or httpx.AsyncClient()

    def stop(self):
        self.client.aclose()


@contextlib.asynccontextmanager
async def opened():
    yield 1


class Transport:
    async def open(self):
        raise NotImplementedError


class Pipe(Transport):
    @contextlib.asynccontextmanager
    async def open(self):
        yield 1


async def use(transport: Transport):
    async with transport.open() as number:
        return number


@app.get("/")
async def index(session: AsyncSession | Session):
    decorated()
    close(httpx.AsyncClient(), session)
    save(session)
    make(True).aclose()
    Store().stop()
    async with opened() as number:
        return number
