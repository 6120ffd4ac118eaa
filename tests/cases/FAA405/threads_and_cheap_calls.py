import asyncio
import json
import os
from functools import cache
from pathlib import Path

from fastapi import FastAPI, UploadFile

app = FastAPI()


@cache
def settings():
    return json.loads(Path("settings.json").read_text())


@app.get("/plain")
def plain():
    return Path("a").read_text()


@app.get("/cheap")
async def cheap():
    settings()
    if os.path.exists(os.path.join("a", "b")) or Path("a").exists():
        return await asyncio.to_thread(Path("a").read_text)
    return await asyncio.to_thread(lambda: open("a").read())


@app.post("/upload")
async def upload(file: UploadFile):
    return len(await file.read())
