"""Streams and frontends: generator handlers, server-sent events, `app.frontend`"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.testclient import TestClient

from tests.oracles.probes import kind_of_error, operation, status, tracing
from tests.oracles.settle import fact


def here() -> str:
    return "here"


def _built() -> str:
    directory = tempfile.mkdtemp()
    Path(directory, "index.html").write_text("index")
    Path(directory, "a.css").write_text("a {}")
    return directory


@fact(["application/json", "[1,2]"], since={"0.134.0": ["application/jsonl", "1\n2\n"]})
def generator_handler() -> Any:
    """A handler that yields: its values are collected into a JSON list, later streamed as JSON
    lines. It is an ordinary route."""
    app = FastAPI()

    @app.get("/x")
    def handler() -> Any:
        yield 1
        yield 2

    response = TestClient(app).get("/x")
    return [response.headers["content-type"], response.text]


@fact("FastAPIError", since={"0.134.0": "int"})
def iterator_annotation() -> Any:
    """`-> Iterator[Item]` on a handler that yields: the type of the items is documented and
    checked, there is no response model."""
    from fastapi.routing import APIRoute

    def handler() -> Iterator[int]:
        yield 1

    if refused := kind_of_error(lambda: APIRoute("/x", handler)):
        return refused
    route = APIRoute("/x", handler)
    item = getattr(route, "stream_item_type", None)
    return item.__name__ if item else str(route.response_model)


@fact(since={"0.135.0": [["GET", "POST"], "text/event-stream"]})
def server_sent_events() -> Any:
    """`response_class=EventSourceResponse` on a handler that yields streams events; the route is an
    APIRoute of whatever method its decorator names."""
    from fastapi.sse import EventSourceResponse

    def handler() -> Any:
        yield {"n": 1}

    app = FastAPI(openapi_url=None)
    app.get("/x", response_class=EventSourceResponse)(handler)
    app.post("/x", response_class=EventSourceResponse)(handler)
    kind = TestClient(app).get("/x").headers["content-type"].partition(";")[0]
    return [[method for route in app.routes for method in route.methods], kind]


@fact(["opens", "yields", "closes"])
def session_open_while_generator_streams() -> Any:
    """A generator dependency is open while a handler that yields streams."""
    trace: list[str] = []

    def session() -> Iterator[None]:
        trace.append("opens")
        yield
        trace.append("closes")

    app = FastAPI()

    @app.get("/x")
    def handler(it: None = Depends(session)) -> Any:
        trace.append("yields")
        yield 1

    TestClient(app).get("/x")
    return trace


@fact(since={"0.138.0": {"/": "index", "/a.css": "a {}", "/api": "here", "/deep/link": "index"}})
def frontend_serves() -> Any:
    """`app.frontend("/", directory=…)` serves files below every route, whatever the order: a route
    registered after it still wins. Unknown pages answer index.html to browsers."""
    app = FastAPI()
    app.frontend("/", directory=_built())
    app.get("/api")(here)
    client = TestClient(app, headers={"accept": "text/html"})
    return {
        path: client.get(path).text.strip('"') for path in ("/", "/a.css", "/api", "/deep/link")
    }


@fact(since={"0.138.0": [[], [], "NoMatchFound"]})
def frontend_is_in_no_list() -> Any:
    """A frontend is not in `app.routes`, not in the schema, and has no name."""
    app = FastAPI(openapi_url=None, docs_url=None)
    app.frontend("/site", directory=_built())
    return [
        [type(route).__name__ for route in app.routes],
        list(app.openapi()["paths"]),
        kind_of_error(lambda: app.url_path_for("site")),
    ]


@fact(since={"0.138.0": [], "0.139.0": ["app", "include", "router"]})
def frontend_dependencies() -> Any:
    """Files are guarded by the dependencies of app, include and router, in 0.138 by none; the
    path is include prefix + router prefix + path."""
    trace: list[str] = []
    needs = tracing(trace)
    app = FastAPI(dependencies=[needs("app")])
    router = APIRouter(prefix="/own", dependencies=[needs("router")])
    router.frontend("/site", directory=_built())
    app.include_router(router, prefix="/api", dependencies=[needs("include")])
    assert status(app, "/api/own/site/a.css") == 200
    return trace


@fact(since={"0.138.0": 200, "0.139.0": 401})
def frontend_guard_refuses() -> Any:
    """A guard that raises keeps the files back; in 0.138 it does not."""

    def guard() -> None:
        raise HTTPException(401)

    app = FastAPI(dependencies=[Depends(guard)])
    app.frontend("/", directory=_built())
    return status(app, "/a.css")


@fact(since={"0.138.0": [200, 405]})
def frontend_methods() -> Any:
    """A frontend answers GET and HEAD only."""
    app = FastAPI()
    app.frontend("/", directory=_built())
    assert status(app, "/a.css", "HEAD") == 200
    return [status(app, "/a.css"), status(app, "/a.css", "POST")]


@fact(["application/json"], since={"0.134.0": ["application/jsonl"]})
def streams_documented() -> Any:
    """What the schema says of a handler that yields."""
    app = FastAPI()

    @app.get("/x")
    def handler() -> Any:
        yield 1

    return list(operation(app)["responses"]["200"]["content"])
