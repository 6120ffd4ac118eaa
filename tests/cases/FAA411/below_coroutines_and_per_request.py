import asyncio

from fastapi import Depends, FastAPI

app = FastAPI()


async def work():
    return 1


class Service:
    def load(self):
        return self._run()

    def _run(self):
        loop = asyncio.new_event_loop()
        return loop.run_until_complete(work())


def current_user():
    return asyncio.run(work())  # FAA411


async def not_served():
    asyncio.run(work())  # FAA411


@app.get("/async")
async def index(user=Depends(current_user)):
    return Service().load()  # FAA411


@app.get("/def")
def plain():
    return Service().load()  # FAA411
