import asyncio
import io
import json
import os
import urllib.request
from functools import cache
from pathlib import Path

from fastapi import FastAPI, UploadFile
from PIL import Image

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


class Key:
    value = None

    def get(self):
        if self.value is None:
            self.value = Path("key").read_text()
        return self.value


class Prompts:
    _loaded = None

    def get(self):
        if self._loaded is not None:
            return self._loaded
        return self._load()

    def _load(self):
        self._loaded = Path("prompts").read_text()
        return self._loaded


key = Key()
prompts = Prompts()


@app.get("/memory")
async def memory(data: bytes):
    key.get()
    prompts.get()
    return Image.open(io.BytesIO(data)).size


@app.post("/upload")
async def upload(file: UploadFile):
    return len(await file.read())


@app.get("/remote")
async def remote():
    with urllib.request.urlopen("https://books.example") as response:
        return json.load(response)
