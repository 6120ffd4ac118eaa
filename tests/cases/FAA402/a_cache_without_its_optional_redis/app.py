from cache import Cache, prices, stock, tokens
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read(key: str, asked: bool = False):
    tokens.read(key)
    tokens.read_through(key)
    prices.read(key)  # FAA402
    prices.read_through(key)  # FAA402
    prices.read(key, local_only=True)
    prices.read(key, local_only=False)  # FAA402
    prices.read(key, local_only=asked)
    stock.read(key)  # FAA402
    mine = Cache(ttl=1)
    return mine.read(key)
