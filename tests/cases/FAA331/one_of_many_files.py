from typing import Annotated

from fastapi import FastAPI, File, UploadFile

app = FastAPI()


@app.post("/covers")
async def add_covers(files: Annotated[list[UploadFile], File()]) -> int:
    total = 0
    for file in files:
        picture = await file.read()  # FAA331
        total += len(picture)
    return total


@app.post("/text")
async def add_text(text: Annotated[bytes, File()]) -> int:
    return len(text)
