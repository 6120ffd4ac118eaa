import asyncio
import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


class Store:
    def load(self, key):
        time.sleep(1)

    async def load_async(self, key):
        return self.load(key)

    def save(self, key):
        time.sleep(1)

    async def asave(self, other):
        await asyncio.sleep(1)

    def name(self):
        return "store"

    async def aname(self):
        await asyncio.sleep(0)

    def find(self, key):
        time.sleep(1)

    async def find_async(self, key):
        await run_in_threadpool(time.sleep, 1)


store = Store()


@app.get("/")
async def index():
    store.load(1)
    store.save(1)
    store.name()
    await run_in_threadpool(store.find, 1)
    await store.find_async(1)


@app.get("/both")
async def both():
    store.find(1)
    await store.find_async(1)


@app.get("/def")
def plain():
    store.find(1)
