import httpx
from fastapi import FastAPI

app = FastAPI()


class Base:
    def __init__(self, **data: object) -> None: ...

    def load(self): ...


class Item(Base):
    def __init__(self, **data: object) -> None:
        super().__init__(**data)

    def load(self):
        return super().load()


class Remote(Base):
    def __init__(self, url: str) -> None:
        super().__init__(url=url)
        self.text = httpx.get(url).text

    def load(self):
        return httpx.get("https://items.example")


@app.get("/items")
async def read_items():
    return Item(name="chair").load()


@app.get("/remote")
async def read_remote(base: Base = Remote("https://items.example")):
    item = Remote("https://items.example")  # FAA402
    return item.load(), anything(base)  # FAA402


def anything(base: Base):
    return base
