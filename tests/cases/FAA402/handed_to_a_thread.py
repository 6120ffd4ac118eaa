import asyncio
import time

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


def work():
    time.sleep(1)


async def later():
    await asyncio.to_thread(work)


@app.get("/")
async def index():
    await run_in_threadpool(work)
    await later()


@app.get("/now")
async def now():
    work()  # FAA402
