import abc
import time

from fastapi import Depends, FastAPI

app = FastAPI()


class Store(abc.ABC):
    @abc.abstractmethod
    def load(self, key):
        raise NotImplementedError

    @abc.abstractmethod
    def save(self, key):
        raise NotImplementedError


class InMemory(Store):
    def load(self, key):
        return key

    def save(self, key):
        time.sleep(1)


class InProcess(Store):
    def load(self, key):
        return key

    def save(self, key):
        time.sleep(2)


class Remote(Store):
    def load(self, key):
        time.sleep(3)

    def save(self, key):
        return key


def get_store() -> Store:
    return InMemory()


class Service:
    def __init__(self, store: Store):
        self.store = store

    def load(self, key):
        return self.store.load(key)

    def save(self, key):
        return self.store.save(key)


def get_service(store: Store = Depends(get_store)) -> Service:
    return Service(store)


@app.get("/")
async def stored(store: Store = Depends(get_store)):
    store.load(1)
    store.save(1)  # FAA402


@app.get("/served")
async def served(service: Service = Depends(get_service)):
    service.load(1)
    service.save(1)  # FAA402
