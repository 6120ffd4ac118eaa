import asyncio
import threading

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


async def work():
    return 1


def work_now():
    return asyncio.run(work())


def work_anywhere():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work())
    return None


def has_loop():
    return asyncio.get_event_loop().is_running()


def work_if_possible():
    if not has_loop():
        return asyncio.get_event_loop().run_until_complete(work())


@app.get("/")
async def index():
    threading.Thread(target=work_now).start()
    work_anywhere()
    work_if_possible()
    return await run_in_threadpool(work_now)


def main():
    work_now()


if __name__ == "__main__":
    main()
    asyncio.run(work())
