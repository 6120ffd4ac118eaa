import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

shared = create_engine("sqlite:///shop.db")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.engine = create_engine("sqlite:///shop.db")
    yield


@functools.lru_cache
def engine() -> Engine:
    return create_engine("sqlite:///shop.db")


app = FastAPI(lifespan=lifespan)


@app.get("/stock")
def read_stock(engine: Engine = Depends(engine)) -> str:
    return engine.name + shared.name
