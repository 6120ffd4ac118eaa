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


class Login:
    def __init__(self, **kwargs):
        self.field = kwargs.get("field")
        mirror = kwargs.get("mirror", None)
        if mirror is not None:
            self.rows = asyncio.run(fetch(mirror))


@app.get("/left-out-of-many")
async def left_out_of_many() -> str | None:
    return Login(field="name").field or Login(mirror=None).field


@app.get("/passed-among-many")
async def passed_among_many(mirror: str, options: dict[str, str]) -> str | None:
    first = Login(field="name", mirror=mirror)  # FAA411
    return first.field or Login(**options).field  # FAA411
