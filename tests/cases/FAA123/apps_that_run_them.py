import os
from contextlib import asynccontextmanager

from elsewhere import make_app
from fastapi import APIRouter, FastAPI


@asynccontextmanager
async def lifespan(app):
    yield


plain = FastAPI()
modern = FastAPI(lifespan=lifespan)
none = FastAPI(lifespan=None)
perhaps = FastAPI(lifespan=lifespan if os.environ.get("MODERN") else None)
unknown = make_app(lifespan=lifespan)
router = APIRouter(lifespan=lifespan)


def register(app: FastAPI) -> None:
    @app.on_event("startup")
    def start() -> None: ...


def install(app: FastAPI) -> None:
    app.add_event_handler("startup", print)


register(plain)
register(modern)


@plain.on_event("startup")
def start_plain() -> None: ...


@none.on_event("startup")
def start_none() -> None: ...


@perhaps.on_event("startup")
def start_perhaps() -> None: ...


@unknown.on_event("startup")
def start_unknown() -> None: ...


@router.on_event("startup")
def start_router() -> None: ...


class Bus:
    def on_event(self, name: str) -> None: ...


Bus().on_event("startup")
