from typing import Protocol

from fastapi import FastAPI

app = FastAPI()


class Clock(Protocol):
    def wait(self) -> None: ...


async def tick(clock: Clock) -> None:
    clock.wait()


@app.post("/")
async def index() -> None:
    await tick(app.state.clock)
