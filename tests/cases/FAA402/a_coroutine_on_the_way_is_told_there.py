import time

from fastapi import FastAPI

app = FastAPI()


def work():
    time.sleep(1)


async def inner():
    work()  # FAA402


@app.get("/")
async def index():
    await inner()
