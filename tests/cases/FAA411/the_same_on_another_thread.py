import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()
executor = ThreadPoolExecutor()


async def work():
    return 1


def work_from_anywhere():
    def run():
        return asyncio.run(work())

    if getattr(executor, "_shutdown", False):
        return run()
    return executor.submit(run).result()


def work_here():
    return asyncio.run(work())


@app.get("/")
async def index():
    """The result, by way of a thread."""
    return work_from_anywhere()


@app.get("/here")
async def here():
    """The result, on the spot."""
    return work_here()  # FAA411
