import asyncio
from collections.abc import AsyncIterator

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def fetch(number: int) -> int:
    await asyncio.sleep(0)
    return number


def start(number: int):
    return fetch(number)


async def each() -> AsyncIterator[int]:
    yield 1


@app.get("/")
async def index(tasks: BackgroundTasks) -> list[int]:
    later = fetch(1)
    several = [fetch(2), fetch(3)]
    several.append(fetch(4))
    async with asyncio.TaskGroup() as group:
        group.create_task(fetch(5))
    task = asyncio.create_task(fetch(6))
    tasks.add_task(fetch, 7)
    by_name = {"eight": fetch(8)}
    found = await asyncio.gather(later, *several, *(fetch(n) for n in range(3)))
    found.append(await asyncio.wait_for(fetch(9), 1))
    found.append(await task)
    found.append(await by_name["eight"])
    found.append(await start(10))
    found.append(await (fetch(11) if found else fetch(12)))
    async for number in each():
        found.append(number)
    each()
    unused = fetch(13)
    unused.close()
    return found


class Lazy:
    def __await__(self):
        return self._make().__await__()

    async def _make(self):
        return self
