import os

from fastapi import FastAPI
from pydantic_settings import BaseSettings

app = FastAPI()


class Settings(BaseSettings):
    rate: int = 20


def price(weight: int) -> int:
    factor = int(os.getenv("FACTOR", "1"))  # FAA508
    return weight * factor


@app.get("/price")
def read_price(weight: int) -> int:
    settings = Settings()  # FAA508
    return price(weight) * settings.rate
