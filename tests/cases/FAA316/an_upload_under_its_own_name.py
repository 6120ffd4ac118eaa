import os
import shutil
from pathlib import Path

import aiofiles
from fastapi import FastAPI, HTTPException, UploadFile

app = FastAPI()
UPLOADS = "uploads"


class Store:
    def __init__(self, directory: str) -> None:
        self.directory = directory

    def path(self, name: str) -> str:
        return os.path.join(self.directory, name)

    def save(self, name: str, content: bytes) -> None:
        with open(self.path(name), "wb") as file:  # FAA316
            file.write(content)


store = Store(UPLOADS)


@app.post("/files")
async def upload(file: UploadFile) -> str:
    extension = Path(file.filename).suffix
    if extension not in (".png", ".jpg"):
        raise HTTPException(400)
    if file.content_type not in ("image/png", "image/jpeg"):
        raise HTTPException(400)
    path = f"{UPLOADS}/{file.filename}"
    async with aiofiles.open(path, "wb") as out:  # FAA316
        await out.write(await file.read())
    return path


@app.post("/stored")
async def stored(file: UploadFile) -> None:
    store.save(file.filename, await file.read())


@app.delete("/trees/{tree:path}")
def drop(tree: str) -> None:
    shutil.rmtree(Path(UPLOADS) / tree)  # FAA316
