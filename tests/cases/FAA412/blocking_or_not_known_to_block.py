import requests
from fastapi import Depends, FastAPI
from warehouse import Warehouse

app = FastAPI()


def load():
    return requests.get("https://example.org", timeout=1).text


def get_warehouse() -> Warehouse:
    return app.state.warehouse


@app.get("/direct")
async def direct():  # FAA412
    return requests.get("https://example.org", timeout=1).text


@app.get("/helper")
async def helper():  # FAA412
    return load()


@app.get("/unknown")
async def unknown(warehouse: Warehouse = Depends(get_warehouse)):
    return warehouse.stock()
