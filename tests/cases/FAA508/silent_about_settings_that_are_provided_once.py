import os
from functools import cache, lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic_settings import BaseSettings

app = FastAPI()
RATE = int(os.environ.get("RATE", "20"))


class Settings(BaseSettings):
    factor: int = 1


@lru_cache
def get_settings() -> Settings:
    return Settings()


@cache
def discount() -> int:
    raw = os.environ.get("DISCOUNT", "0")
    return int(raw)


@app.get("/price")
def read_price(weight: int, settings: Annotated[Settings, Depends(get_settings)]) -> int:
    return weight * RATE * settings.factor - discount()
