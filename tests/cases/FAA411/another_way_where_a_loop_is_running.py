import asyncio
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()


async def send(address):
    return address


def send_now(address):
    try:
        return asyncio.run(send(address))
    except RuntimeError:
        with ThreadPoolExecutor() as pool:
            return pool.submit(asyncio.run, send(address)).result()


def send_as_a_task(address):
    try:
        asyncio.run(send(address))
    except RuntimeError:
        return asyncio.create_task(send(address))


def send_or_say_so(address):
    try:
        asyncio.run(send(address))
    except RuntimeError as error:
        print(error)


@app.post("/letters")
async def write(address: str):
    send_now(address)
    send_as_a_task(address)
    send_or_say_so(address)  # FAA411
