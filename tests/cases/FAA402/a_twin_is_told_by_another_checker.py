import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


class Store:
    def load(self, key):
        time.sleep(1)

    async def load_async(self, key):
        await asyncio.sleep(1)

    def save(self, key):
        time.sleep(1)


store = Store()


@app.get("/")
async def index():
    store.load(1)
    store.save(1)  # FAA402
