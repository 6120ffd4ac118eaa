import asyncio
import functools
import time

import anyio.to_thread
import requests
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


@app.get("/")
async def index():
    def work():
        time.sleep(1)

    await anyio.to_thread.run_sync(work)
    await anyio.to_thread.run_sync(lambda: time.sleep(1))
    await asyncio.to_thread(requests.get, "https://example.org")
    await run_in_threadpool(time.sleep, 1)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, time.sleep, 1)
    await loop.run_in_executor(None, functools.partial(requests.get, "https://example.org"))


@app.get("/eager")
async def eager():
    await asyncio.to_thread(print, requests.get("https://example.org"))  # FAA401
