from contextlib import asynccontextmanager
from functools import lru_cache

from pydantic_settings import BaseSettings
from sqlalchemy.orm import Session, sessionmaker

make_session = sessionmaker()


class Settings(BaseSettings):
    currency: str = "EUR"


class Service:
    def __init__(self) -> None:
        self.items: list[str] = []


@lru_cache
def settings() -> Settings:
    return Settings()


def session():
    with make_session() as opened:
        yield opened


async def user():
    return {"name": "Ada"}


@asynccontextmanager
async def connection():
    yield 1


def check():
    print("checked")


def session_now() -> Session:
    return make_session()


service = Service()
