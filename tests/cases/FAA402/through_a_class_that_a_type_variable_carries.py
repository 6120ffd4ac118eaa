from typing import TypeVar

import requests
from fastapi import FastAPI

T = TypeVar("T")
app = FastAPI()


class Store:
    def load(self, name: str) -> str:
        return requests.get(name, timeout=3).text


def implementation(base: type[T], name: str | None = None) -> type[T]:
    return globals()[name] if name else base


def found(store: type[T]) -> T | None:
    return store()


StoreImpl = implementation(Store)
store = StoreImpl()


@app.get("/")
async def index() -> str:
    return store.load("https://store.example")  # FAA402


@app.get("/found")
async def index_found() -> str:
    store = found(Store)
    return store.load("https://store.example") if store else ""  # FAA402
