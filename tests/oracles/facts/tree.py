"""The route list: `app.routes` is flat below 0.137 and a tree from it"""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute

from tests.oracles.probes import error, status
from tests.oracles.settle import fact


def here() -> str:
    return "here"


def _app() -> FastAPI:
    app = FastAPI(openapi_url=None)
    parent, child = APIRouter(prefix="/parent"), APIRouter(prefix="/child")
    app.get("/direct")(here)
    child.get("/x")(here)
    parent.include_router(child)
    app.include_router(parent)
    return app


@fact(["APIRoute", "APIRoute"], since={"0.137.0": ["APIRoute", "_IncludedRouter"]})
def kinds_in_routes() -> Any:
    """What lies in `app.routes`: the routes themselves; later one node for each include."""
    return [type(route).__name__ for route in _app().routes]


@fact(None, since={"0.137.0": "AttributeError: '_IncludedRouter' object has no attribute 'path'"})
def reading_path_of_each() -> Any:
    """`[r.path for r in app.routes]` raises once anything was included."""
    return error(lambda: [route.path for route in _app().routes])


@fact(["/direct", "/parent/child/x"], since={"0.137.0": ["/direct"]})
def filtering_api_routes() -> Any:
    """`[r for r in app.routes if isinstance(r, APIRoute)]` goes silently short: a security audit
    built on it sees no included route."""
    return [route.path for route in _app().routes if isinstance(route, APIRoute)]


@fact(["/direct", "/parent/child/x"], since={"0.137.0": ["/direct"]})
def reading_path_with_default() -> Any:
    """`getattr(r, "path", None)` and `hasattr(r, "path")` also go silently short."""
    return [route.path for route in _app().routes if hasattr(route, "path")]


@fact(["/parent/child/x"], since={"0.137.0": []})
def routes_of_parent_router() -> Any:
    """`router.routes` of a parent is a tree too."""
    parent, child = APIRouter(prefix="/parent"), APIRouter(prefix="/child")
    child.get("/x")(here)
    parent.include_router(child)
    return [route.path for route in parent.routes if isinstance(route, APIRoute)]


@fact(since={"0.137.2": ["/direct", "/parent/child/x"]})
def iter_route_contexts() -> Any:
    """`fastapi.routing.iter_route_contexts(app.routes)` walks the tree: effective path, methods,
    endpoint, dependant …"""
    from fastapi.routing import iter_route_contexts

    contexts = list(iter_route_contexts(_app().routes))
    assert all(context.endpoint is here and context.dependant for context in contexts)
    return [context.path for context in contexts]


@fact(since={"0.137.2": "/child/x"})
def original_route_keeps_own_path() -> Any:
    """`context.original_route` is the route as the router made it: without include prefixes."""
    from fastapi.routing import iter_route_contexts

    return list(iter_route_contexts(_app().routes))[-1].original_route.path


@fact("/parent/child/x", since={"0.137.0": "/child/x"})
def route_in_request_scope() -> Any:
    """`request.scope["route"].path` in a handler or middleware: later the path without the
    prefixes of includes."""
    seen = []
    app, parent, child = FastAPI(), APIRouter(prefix="/parent"), APIRouter(prefix="/child")

    @child.get("/x")
    def handler(request: Request) -> None:
        seen.append(request.scope["route"].path)

    parent.include_router(child)
    app.include_router(parent)
    status(app, "/parent/child/x")
    return seen[0]


@fact([200, 404])
def routes_list_mutated() -> Any:
    """`app.router.routes.append(route)` and `.clear()` work: the list is the one that is served."""
    app = _app()
    extra = APIRoute("/extra", here)
    app.router.routes.append(extra)
    appended = status(app, "/extra")
    app.router.routes.clear()
    return [appended, status(app, "/direct")]


@fact("/parent/child/x")
def included_routes_by_name() -> Any:
    """`app.url_path_for(name)` finds included routes in every version."""
    app, parent, child = FastAPI(), APIRouter(prefix="/parent"), APIRouter(prefix="/child")
    child.get("/x", name="deep")(here)
    parent.include_router(child)
    app.include_router(parent)
    return str(app.url_path_for("deep"))
