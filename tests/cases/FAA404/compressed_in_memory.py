import gzip
import lzma
import zlib

from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/packets")
async def receive(request: Request) -> int:
    data = await request.body()
    return len(gzip.decompress(data)) + len(zlib.compress(data))


@app.post("/archives")
async def keep(request: Request) -> int:
    return len(lzma.compress(await request.body()))  # FAA404
