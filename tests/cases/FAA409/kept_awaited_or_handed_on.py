import asyncio

from fastapi import FastAPI

app = FastAPI()
running = set()


async def work(): ...


class Worker:
    def start(self):
        self.task = asyncio.create_task(work())

    def __del__(self):
        asyncio.get_running_loop().create_task(work())


def launch():
    return asyncio.create_task(work())


def create_task(coroutine): ...


@app.get("/")
async def index():
    task = asyncio.create_task(work())
    running.add(task)
    task.add_done_callback(running.discard)
    other = asyncio.ensure_future(work())
    tasks = [asyncio.create_task(work()) for _ in range(3)]
    await asyncio.gather(other, *tasks)
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
    create_task(work())
    await asyncio.create_task(work())
