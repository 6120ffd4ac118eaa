import asyncio

from fastapi import Depends, FastAPI

app = FastAPI()


async def work():
    return 1


class Exchange:
    def __init__(self):
        self.loop = asyncio.new_event_loop()

    def load(self):
        return self.loop.run_until_complete(work())


exchange = Exchange()


def get_exchange() -> Exchange:
    return exchange


@app.get("/def")
def plain(exchange: Exchange = Depends(get_exchange)):
    return exchange.load()


@app.get("/async")
async def index(exchange: Exchange = Depends(get_exchange)):
    return exchange.load()  # FAA411
