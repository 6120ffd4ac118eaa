import asyncio
import inspect

from fastapi import FastAPI, Request

app = FastAPI()


class Ticket:
    number: int = 1


async def find(name: str) -> Ticket:
    await asyncio.sleep(0)
    return Ticket()


def check(name: str) -> list[str]:
    return [name]


def forget(ticket: Ticket) -> None: ...


def send(body: dict[str, str], limit: int | None = None) -> None: ...


def keep(body: object) -> None: ...


async def limit() -> int:
    await asyncio.sleep(0)
    return 3


@app.get("/")
async def index(name: str, request: Request):
    ticket = find(name)  # FAA406
    forget(ticket)
    found = asyncio.get_running_loop().run_in_executor(None, check, name)  # FAA406
    several = asyncio.gather(find(name), find(name))  # FAA406
    for each in several:
        forget(each)
    body = request.json()  # FAA406
    send(body)
    send({}, limit=limit())  # FAA406
    return [ticket.number, found[0]]


@app.get("/known")
async def known(name: str):
    careful = find(name)
    if inspect.isawaitable(careful):
        careful = await careful
    tested = find(name)
    number = tested.number if hasattr(tested, "number") else (await tested).number
    started = asyncio.get_running_loop().run_in_executor(None, check, name)
    started.add_done_callback(print)
    asyncio.get_running_loop().run_in_executor(None, check, name)
    handed_on = find(name)
    forget(handed_on)
    keep(limit())
    return [number, started.done() and started.result()]
