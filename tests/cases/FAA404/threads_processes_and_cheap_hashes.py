import asyncio
import hashlib
from concurrent.futures import ProcessPoolExecutor

import bcrypt
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()
pool = ProcessPoolExecutor()


def hashed(password: str) -> bytes:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt())


@app.get("/plain")
def plain(password: str):
    return hashed(password)


@app.get("/thread")
async def thread(password: str):
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(pool, hashed, password)
    return await run_in_threadpool(hashed, password)


@app.get("/cheap")
async def cheap(text: str):
    return hashlib.sha256(text.encode()).hexdigest()


async def never_served(password: str):
    return hashed(password)
