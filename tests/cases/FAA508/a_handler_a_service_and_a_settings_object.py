import os

import httpx
from fastapi import FastAPI
from pydantic_settings import BaseSettings

app = FastAPI()


class Settings(BaseSettings):
    rate: int = 20


def price(weight: int) -> int:
    token = os.getenv("SHIPPING_TOKEN")  # FAA508
    headers = {"authorization": token, "agent": os.getenv("AGENT", "shop")}
    return weight * httpx.get("https://shipping.example", headers=headers, timeout=5).status_code


@app.get("/price")
def read_price(weight: int) -> int:
    settings = Settings()  # FAA508
    return price(weight) * settings.rate


@app.get("/region")
def read_region() -> str:
    region = os.environ["REGION"]  # FAA508
    return region.upper()
