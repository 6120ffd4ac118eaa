import asyncio
from asyncio import create_task

from fastapi import FastAPI

app = FastAPI()


async def work(): ...


async def lifespan(app):
    create_task(work())  # FAA409
    yield


@app.get("/")
async def index():
    asyncio.ensure_future(work())  # FAA409
    asyncio.get_running_loop().create_task(work())  # FAA409
    task = asyncio.create_task(work())  # FAA409
    return "started"
