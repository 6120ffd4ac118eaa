"""One of several uses shows that the result was meant: a function that declares to take a text."""

import asyncio

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def get_address(user: int) -> str:
    await asyncio.sleep(0)
    return f"{user}@example.org"


def is_allowed(command: str, address: str) -> bool:
    return address.endswith(command)


def run_later(tasks: BackgroundTasks, work: object) -> None:
    tasks.add_task(asyncio.wait_for, work, 1)


@app.post("/run")
async def run(user: int, tasks: BackgroundTasks) -> str:
    address = get_address(user)  # FAA406
    if not is_allowed("org", address=address):
        return "no"
    tasks.add_task(print, address)
    return "later"


@app.post("/awaited")
async def awaited(user: int, tasks: BackgroundTasks) -> str:
    work = get_address(user)
    run_later(tasks, work)
    return "later"


@app.post("/twice")
async def twice(user: int) -> bool:
    address = get_address(user)
    if asyncio.iscoroutine(address):
        address = await address
    return is_allowed("org", address)


@app.post("/checked")
async def checked(user: int, fast: bool) -> bool:
    pending = get_address(user)
    found = await pending
    return is_allowed("org", found)
