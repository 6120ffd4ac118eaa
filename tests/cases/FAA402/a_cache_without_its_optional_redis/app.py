from cache import Cache, prices, stock, tokens
from fastapi import FastAPI

app = FastAPI()


class Prices:
    kept = Cache()

    def __init__(self):
        self.near = Cache()
        self.shared = Prices.kept
        self.far = Cache(store=prices.store)

    def of(self, key):
        return self.near.read(key), self.shared.read(key)

    def everywhere(self, key):
        return self.far.read(key)


@app.get("/prices")
async def read_prices(key: str):
    return Prices().of(key), Prices().everywhere(key)  # FAA402


@app.get("/")
async def read(key: str, asked: bool = False):
    tokens.read(key)
    tokens.read_through(key)
    prices.read(key)  # FAA402
    prices.read_through(key)  # FAA402
    prices.read(key, local_only=True)
    prices.read(key, local_only=asked)
    mine = Cache(ttl=1)
    return mine.read(key)


@app.get("/everywhere")
async def read_everywhere(key: str):
    return prices.read(key, local_only=False)  # FAA402


@app.get("/stock")
async def read_stock(key: str):
    return stock.read(key)  # FAA402
