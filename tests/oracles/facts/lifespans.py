"""Startup and shutdown: which handlers run"""

import contextlib
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from tests.oracles.probes import kind_of_error, status
from tests.oracles.settle import fact


def _lifespan(trace: list[str], name: str) -> Any:
    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        trace.append(f"{name} starts")
        yield
        trace.append(f"{name} stops")

    return lifespan


def _run(app: Any) -> None:
    with TestClient(app):
        pass


@fact(["starts", "stops"])
def on_event_alone() -> Any:
    """`@app.on_event` runs on an app without a lifespan, in every version."""
    trace: list[str] = []
    app = FastAPI()
    app.on_event("startup")(lambda: trace.append("starts"))
    app.on_event("shutdown")(lambda: trace.append("stops"))
    _run(app)
    return trace


@fact(["lifespan starts", "lifespan stops"])
def on_event_beside_lifespan() -> Any:
    """On an app with `lifespan=`, `@app.on_event`, `on_startup=` and `add_event_handler` never
    run, in silence."""
    trace: list[str] = []
    app = FastAPI(
        lifespan=_lifespan(trace, "lifespan"), on_startup=[lambda: trace.append("on_startup")]
    )
    app.on_event("startup")(lambda: trace.append("on_event"))
    app.router.add_event_handler("startup", lambda: trace.append("add_event_handler"))
    _run(app)
    return trace


@fact("runs", since={"0.133.0": "AttributeError"})
def add_event_handler_of_app() -> Any:
    """`app.add_event_handler(…)` is gone with Starlette 1.0, which FastAPI takes from 0.133."""
    trace: list[str] = []
    app = FastAPI()
    raised = kind_of_error(lambda: app.add_event_handler("startup", lambda: trace.append("runs")))
    _run(app)
    return raised or trace[0]


@fact("runs")
def add_event_handler_of_router() -> Any:
    """`app.router.add_event_handler(…)` runs in every version."""
    trace: list[str] = []
    app = FastAPI()
    app.router.add_event_handler("startup", lambda: trace.append("runs"))
    _run(app)
    return trace[0]


@fact(["router startup"], since={"0.112.2": ["router startup", "router startup"]})
def on_event_of_included_router() -> Any:
    """`@router.on_event` of an included router runs if it was there at the include; from 0.112.2
    it runs TWICE: once as a copy in the app, once in the router's own default lifespan."""
    trace: list[str] = []
    app, router = FastAPI(), APIRouter()
    router.on_event("startup")(lambda: trace.append("router startup"))
    app.include_router(router)
    _run(app)
    return trace


@fact([], since={"0.112.2": ["late"]})
def on_event_of_router_after_include() -> Any:
    """`@router.on_event` after the include: lost, later runs once."""
    trace: list[str] = []
    app, router = FastAPI(), APIRouter()
    app.include_router(router)
    router.on_event("startup")(lambda: trace.append("late"))
    _run(app)
    return trace


@fact(["app starts", "app stops"], since={"0.112.2": ["app starts", "router startup", "app stops"]})
def on_event_of_router_in_app_with_lifespan() -> Any:
    """`@router.on_event` of a router included in an app with a lifespan: lost, later it runs
    (once), though the app's own `on_event` does not."""
    trace: list[str] = []
    app, router = FastAPI(lifespan=_lifespan(trace, "app")), APIRouter()
    router.on_event("startup")(lambda: trace.append("router startup"))
    app.include_router(router)
    _run(app)
    return trace


@fact(
    ["app starts", "app stops"],
    since={"0.112.2": ["app starts", "router starts", "router stops", "app stops"]},
)
def lifespan_of_included_router() -> Any:
    """`APIRouter(lifespan=…)` of an included router: ignored, later run inside the app's."""
    trace: list[str] = []
    app = FastAPI(lifespan=_lifespan(trace, "app"))
    app.include_router(APIRouter(lifespan=_lifespan(trace, "router")))
    _run(app)
    return trace


@fact(["app on_event"], since={"0.112.2": ["app on_event", "router starts", "router stops"]})
def lifespan_of_router_beside_on_event() -> Any:
    """A router's lifespan does not switch off `@app.on_event` of an app without lifespan."""
    trace: list[str] = []
    app = FastAPI()
    app.on_event("startup")(lambda: trace.append("app on_event"))
    app.include_router(APIRouter(lifespan=_lifespan(trace, "router")))
    _run(app)
    return trace


@fact([])
def lifespan_of_mounted_app() -> Any:
    """The lifespan and on_event of a mounted application never run."""
    trace: list[str] = []
    app, sub = FastAPI(), FastAPI(lifespan=_lifespan(trace, "sub"))
    app.mount("/sub", sub)
    _run(app)
    return trace


@fact([])
def test_client_without_with() -> Any:
    """`TestClient(app)` outside `with` runs no lifespan and no on_event."""
    trace: list[str] = []
    app = FastAPI(lifespan=_lifespan(trace, "app"))
    app.get("/x")(lambda: None)
    assert status(app, "/x") == 200
    return trace


@fact([])
def httpx_transport() -> Any:
    """`httpx.ASGITransport(app)` runs no lifespan either."""
    import asyncio

    import httpx

    trace: list[str] = []
    app = FastAPI(lifespan=_lifespan(trace, "app"))
    app.get("/x")(lambda: None)

    async def ask() -> int:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/x")).status_code

    assert asyncio.run(ask()) == 200
    return trace
