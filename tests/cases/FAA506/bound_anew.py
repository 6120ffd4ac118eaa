import asyncio
import datetime

from fastapi import FastAPI

app = FastAPI()
reader = ""
settings: dict[str, str] = {}
reloaded = None
seen = ""
locks: dict[str, asyncio.Lock] = {}
running: dict[str, asyncio.Task[None]] = {}


def load() -> dict[str, str]:
    return {}


async def work() -> None:
    await asyncio.sleep(1)


@app.put("/reader")
def sign_in(name: str) -> str:
    global reader
    reader = name.strip()  # FAA506
    return reader


@app.post("/settings")
def reload_settings() -> None:
    global settings, reloaded
    settings = load()
    reloaded = datetime.datetime.now(datetime.timezone.utc)


@app.post("/seen")
def see(name: str) -> str:
    global seen
    seen = seen + "."  # FAA506
    return name


@app.post("/work")
async def start(name: str) -> None:
    async with locks.setdefault(name, asyncio.Lock()):
        running[name] = asyncio.create_task(work())
