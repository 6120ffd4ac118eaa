import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def index():
    return {}


async def nightly():
    time.sleep(1)
