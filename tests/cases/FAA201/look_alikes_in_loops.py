from fastapi import FastAPI

app = FastAPI()


class Cache:
    def get(self, key):
        return key

    def delete(self, key): ...


cache = Cache()


@app.get("/")
def index(ids: str):
    prices = {"a": 1}
    found = [prices.get(i) for i in ids]
    for i in ids:
        cache.delete(i)
        cache.get(i)
    return found
