from contextlib import asynccontextmanager

from events import register
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    yield


def create_app() -> FastAPI:
    application = FastAPI(title="shop", lifespan=lifespan)
    register(application)
    return application


app = create_app()


@app.on_event("shutdown")  # FAA123
async def close() -> None: ...


late = FastAPI(lifespan=lifespan, on_startup=[close])  # FAA123
