import os

import httpx
from fastapi import FastAPI

app = FastAPI()


class Shipping:
    token: str | None = None

    def rates(self) -> int:
        if self.token is None:
            self.token = os.environ["SHIPPING_TOKEN"]
        headers = {"authorization": self.token}
        return httpx.get("https://shipping.example/rates", headers=headers, timeout=5).status_code


shipping = Shipping()


@app.get("/rates")
def read_rates() -> int:
    return shipping.rates()


_origin: str | None = None


def origin() -> str:
    global _origin
    if _origin is None:
        name = os.environ["SHIPPING_HOST"]
        _origin = httpx.URL(name).host
    return _origin


@app.get("/origin")
def read_origin() -> str:
    return origin()
