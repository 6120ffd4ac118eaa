import asyncio

import jobs
from fastapi import FastAPI

app = FastAPI()
tasks = set()
queues = {}
_served = 0


@app.get("/")
async def index(name: str):
    global _served
    _served += 1  # FAA506
    task = asyncio.create_task(asyncio.sleep(1))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    queues[name] = task
    try:
        await task
    finally:
        queues.pop(name)
    jobs.count()
