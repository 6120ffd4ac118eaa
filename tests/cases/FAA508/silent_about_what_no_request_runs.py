import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.region = os.environ["REGION"]
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/")
def root() -> str:
    return app.state.region
