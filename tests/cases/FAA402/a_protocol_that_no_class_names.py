"""A class follows a protocol without naming it: what is passed for it says which one does."""

import time
from collections.abc import Iterator
from typing import Annotated, Protocol

from fastapi import Depends, FastAPI

app = FastAPI()


class Store(Protocol):
    def load(self, key: str) -> str: ...


class Remote:
    def load(self, key: str) -> str:
        time.sleep(1)
        return key


class InMemory:
    def load(self, key: str) -> str:
        return key


def get_remote() -> Store:
    return Remote()


def get_near() -> Store:
    return InMemory()


def get_in_turn() -> Iterator[Store]:
    yield Remote()


class Service:
    def __init__(self, store: Store | None = None) -> None:
        self.store = store

    def load(self, key: str) -> str:
        return self.store.load(key)


class NearService:
    def __init__(self, store: Store) -> None:
        self.store = store

    def load(self, key: str) -> str:
        return self.store.load(key)


@app.get("/remote")
async def remote(store: Annotated[Store, Depends(get_remote)]) -> str:
    return store.load("a")  # FAA402


@app.get("/in-turn")
async def in_turn(store: Annotated[Store, Depends(get_in_turn)]) -> str:
    return store.load("a")  # FAA402


@app.get("/near")
async def near(store: Annotated[Store, Depends(get_near)]) -> str:
    return store.load("a")


@app.get("/service")
async def service() -> str:
    return Service(Remote()).load("a")  # FAA402


@app.get("/near-service")
async def near_service() -> str:
    return NearService(InMemory()).load("a")


@app.get("/unknown")
async def unknown(store: Annotated[Store, Depends()]) -> str:
    return store.load("a")
