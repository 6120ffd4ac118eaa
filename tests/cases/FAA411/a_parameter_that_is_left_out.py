import asyncio

from fastapi import FastAPI

app = FastAPI()


async def fetch(name: str) -> str:
    return name


def load(name: str, mirror: str | None = None) -> str:
    if mirror is None:
        return name
    return asyncio.run(fetch(mirror))


def plugin(name: str, mirror: str | None = None) -> str:
    return load(name, mirror=mirror)


@app.get("/left-out")
async def left_out() -> str:
    return plugin("first") + load("second", None)


@app.get("/passed")
async def passed(mirror: str) -> str:
    return plugin("first", mirror)  # FAA411
