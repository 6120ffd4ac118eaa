import asyncio
import datetime
import logging

import requests
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

app = FastAPI()
log = logging.getLogger(__name__)


class Item(BaseModel):
    name: str


async def work(): ...


def shout(text: str) -> str:
    return text.strip().upper()


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/item")
async def item(name: str) -> Item:
    log.info("item %s", name)
    if not name:
        raise HTTPException(404)
    return Item(name=shout(name))


@app.get("/now")
async def now(request: Request):
    print(request.url.path, request.headers.get("host"))
    return JSONResponse({"now": datetime.datetime.now().isoformat()})


@app.post("/item")
async def change(item: Item):
    return item.model_copy(update=item.model_dump(exclude_unset=True))


@app.get("/task")
async def task():
    app.state.task = asyncio.create_task(work())
    app.state.other.refresh()


async def parts():
    yield b""


@app.get("/stream")
async def stream():
    return StreamingResponse(parts())


@app.get("/awaits")
async def awaits():
    await work()
    return requests.get("https://example.org", timeout=1).text


@app.get("/def")
def plain():
    return requests.get("https://example.org", timeout=1).text


@app.get("/unknown")
async def unknown(request: Request):
    return request.app.state.store.find()
