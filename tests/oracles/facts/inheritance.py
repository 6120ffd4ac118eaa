"""Inheritance: what a route gets from app, includes and routers, and in what order"""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Security, WebSocket
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.routing import APIRoute
from fastapi.security import SecurityScopes
from fastapi.testclient import TestClient

from tests.oracles.probes import effective_route, operation, status, tracing
from tests.oracles.settle import fact


def here() -> str:
    return "here"


@fact(["app", "outer include", "outer router", "inner include", "inner router", "decorator",
       "first parameter", "second parameter"])  # fmt: skip
def dependency_order() -> Any:
    """Dependencies run in this order; a router's own come after those of the include that
    includes it, the decorator's before those of the parameters."""
    trace: list[str] = []
    needs = tracing(trace)
    app = FastAPI(dependencies=[needs("app")])
    outer = APIRouter(dependencies=[needs("outer router")])
    inner = APIRouter(dependencies=[needs("inner router")])

    @inner.get("/x", dependencies=[needs("decorator")])
    def handler(first: str = needs("first parameter"), second: str = needs("second parameter")):
        return first + second

    outer.include_router(inner, dependencies=[needs("inner include")])
    app.include_router(outer, dependencies=[needs("outer include")])
    status(app, "/x")
    return trace


@fact(["app", "outer include", "outer router", "inner include", "inner router", "decorator"])
def dependencies_attribute_order() -> Any:
    """`route.dependencies` of the effective route lists the same, without parameters."""
    app = FastAPI(dependencies=[_named("app")])
    outer = APIRouter(dependencies=[_named("outer router")])
    inner = APIRouter(dependencies=[_named("inner router")])
    inner.get("/x", dependencies=[_named("decorator")])(here)
    outer.include_router(inner, dependencies=[_named("inner include")])
    app.include_router(outer, dependencies=[_named("outer include")])
    route = effective_route(app, "/x")
    return [needed.dependency.__name__ for needed in route.dependencies]


def _named(name: str) -> Any:
    def dependency() -> None: ...

    dependency.__name__ = name
    return Depends(dependency)


@fact(["leaf", "left", "right", "handler"])
def subdependencies_first() -> Any:
    """A dependency's own dependencies run before it, depth first, and a shared one only once."""
    trace: list[str] = []

    def leaf() -> None:
        trace.append("leaf")

    def left(_: None = Depends(leaf)) -> None:
        trace.append("left")

    def right(_: None = Depends(leaf)) -> None:
        trace.append("right")

    app = FastAPI()

    @app.get("/x")
    def handler(a: None = Depends(left), b: None = Depends(right)) -> None:
        trace.append("handler")

    status(app, "/x")
    return trace


@fact(["outer include", "outer router", "inner include", "inner router", "route"])
def tags_order() -> Any:
    """Tags are joined from the outside in, duplicates kept."""
    app, outer = FastAPI(), APIRouter(tags=["outer router"])
    inner = APIRouter(tags=["inner router"])
    inner.get("/x", tags=["route"])(here)
    outer.include_router(inner, tags=["inner include"])
    app.include_router(outer, tags=["outer include"])
    return operation(app)["tags"]


@fact(["a", "a"])
def tags_repeated() -> Any:
    """A tag given on the router and on the route appears twice."""
    app, router = FastAPI(), APIRouter(tags=["a"])
    router.get("/x", tags=["a"])(here)
    app.include_router(router)
    return operation(app)["tags"]


@fact({"400": "route", "401": "router", "402": "include", "403": "app"})
def responses_nearest_wins() -> Any:
    """`responses` are united; the nearer declaration wins: route, router, include, app."""

    def said(level: str, *codes: int) -> Any:
        return {code: {"description": level} for code in codes}

    app = FastAPI(responses=said("app", 403, 402, 401, 400))
    router = APIRouter(responses=said("router", 401, 400))
    router.get("/x", responses=said("route", 400))(here)
    app.include_router(router, responses=said("include", 402, 401, 400))
    described = operation(app)["responses"]
    return {code: described[code]["description"] for code in ("400", "401", "402", "403")}


@fact([True, True, True, True])
def deprecated_anywhere() -> Any:
    """One `deprecated=True` anywhere (app, include, router, route) makes the route deprecated;
    a route cannot undo it with `deprecated=False`."""

    def one(app: bool = False, include: bool = False, router: bool = False, route: bool = False):
        root, branch = FastAPI(deprecated=app or None), APIRouter(deprecated=router or None)
        branch.get("/x", deprecated=route)(here)
        root.include_router(branch, deprecated=include or None)
        return operation(root).get("deprecated", False)

    return [one(app=True), one(include=True), one(router=True), one(route=True)]


@fact({"app": False, "include": False, "router": False, "route": False, "none": True})
def include_in_schema_everywhere() -> Any:
    """One `include_in_schema=False` anywhere hides the route."""

    def shown(where: str) -> bool:
        app = FastAPI(include_in_schema=where != "app")
        router = APIRouter(include_in_schema=where != "router")
        router.get("/x", include_in_schema=where != "route")(here)
        app.include_router(router, include_in_schema=where != "include")
        return "/x" in app.openapi()["paths"]

    return {where: shown(where) for where in ("app", "include", "router", "route", "none")}


@fact(["route", "router", "include", "app"])
def default_response_class_nearest_wins() -> Any:
    """`response_class` / `default_response_class`: route, then its router, then the include,
    then the including router or app."""

    class Named(PlainTextResponse): ...

    def said(level: str) -> type:
        return type(level, (Named,), {"media_type": f"text/{level}"})

    def nearest(*levels: str) -> str:
        def given(level: str, key: str) -> dict[str, Any]:
            return {key: said(level)} if level in levels else {}

        app = FastAPI(**given("app", "default_response_class"))
        router = APIRouter(**given("router", "default_response_class"))
        router.get("/x", **given("route", "response_class"))(here)
        app.include_router(router, **given("include", "default_response_class"))
        (media_type,) = operation(app)["responses"]["200"]["content"]
        return media_type.removeprefix("text/")

    levels = ["route", "router", "include", "app"]
    return [nearest(*levels[start:]) for start in range(4)]


@fact(["route", "router", "include", "app"])
def unique_id_function_nearest_wins() -> Any:
    """`generate_unique_id_function`: the same order."""

    def nearest(*levels: str) -> str:
        def given(level: str) -> dict[str, Any]:
            if level not in levels:
                return {}
            return {"generate_unique_id_function": lambda route: level}

        app, router = FastAPI(**given("app")), APIRouter(**given("router"))
        router.get("/x", **given("route"))(here)
        app.include_router(router, **given("include"))
        return operation(app)["operationId"]

    levels = ["route", "router", "include", "app"]
    return [nearest(*levels[start:]) for start in range(4)]


@fact("here_a_x_get")
def operation_id_by_default() -> Any:
    """The default operation id: handler name, effective path, lower-case method."""
    app, router = FastAPI(), APIRouter(prefix="/a")
    router.get("/x")(here)
    app.include_router(router)
    return operation(app, "/a/x")["operationId"]


@fact("Own")
def route_class_of_router_survives() -> Any:
    """The include keeps the `route_class` of the included router, not the app's."""

    class Own(APIRoute): ...

    class Theirs(APIRoute): ...

    app, router = FastAPI(), APIRouter(route_class=Own)
    app.router.route_class = Theirs
    router.get("/x")(here)
    app.include_router(router)
    route = effective_route(app, "/x")
    return type(getattr(route, "original_route", route)).__name__


@fact({"plain": ["app"], "included": ["app", "include", "router", "decorator"]})
def websocket_dependencies() -> Any:
    """WebSocket routes get the dependencies of app, includes and routers, as HTTP routes do."""
    trace: list[str] = []
    needs = tracing(trace)
    app = FastAPI(dependencies=[needs("app")])
    router = APIRouter(dependencies=[needs("router")])

    async def handler(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    app.websocket("/plain")(handler)
    router.websocket("/included", dependencies=[needs("decorator")])(handler)
    app.include_router(router, dependencies=[needs("include")])
    seen = {}
    for name in ("plain", "included"):
        trace.clear()
        with TestClient(app).websocket_connect(f"/{name}"):
            pass
        seen[name] = list(trace)
    return seen


@fact({"/docs": [], "/openapi.json": [], "/sub/x": [], "/raw": [], "/x": ["app"]})
def app_dependencies_do_not_reach() -> Any:
    """`FastAPI(dependencies=…)` does not guard the docs, openapi.json, mounted applications, nor
    plain Starlette routes (`add_route`)."""
    trace: list[str] = []
    app, sub = FastAPI(dependencies=[tracing(trace)("app")]), FastAPI()
    sub.get("/x")(here)
    app.get("/x")(here)
    app.add_route("/raw", lambda request: PlainTextResponse("raw"))
    app.mount("/sub", sub)
    seen = {}
    for path in ("/docs", "/openapi.json", "/sub/x", "/raw", "/x"):
        trace.clear()
        assert status(app, path) == 200
        seen[path] = list(trace)
    return seen


@fact([["/api/raw"], []])
def plain_routes_on_included_router() -> Any:
    """A plain Starlette route (`router.add_route`, `@router.route`) on an included router gets
    the prefix of the include but no dependencies (and not the router's own prefix)."""
    trace: list[str] = []
    needs = tracing(trace)
    app, router = FastAPI(), APIRouter(prefix="/own", dependencies=[needs("router")])
    router.add_route("/raw", lambda request: HTMLResponse("raw"))
    app.include_router(router, prefix="/api", dependencies=[needs("include")])
    return [[path for path in ("/api/raw", "/api/own/raw") if status(app, path) == 200], trace]


@fact(["a", "b", "c", "a"], since={"0.123.0": ["a", "b", "c"]})
def security_scopes_collected() -> Any:
    """`SecurityScopes` holds the scopes of every `Security()` on the way to it, outermost
    first; later each once."""
    seen: list[str] = []

    def check(scopes: SecurityScopes) -> None:
        seen.extend(scopes.scopes)

    def user(_: None = Security(check, scopes=["b", "c", "a"])) -> None: ...

    app = FastAPI()

    @app.get("/x")
    def handler(_: None = Security(user, scopes=["a"])) -> None: ...

    status(app, "/x")
    return seen


@fact([["r"], ["d"]])
def security_scopes_in_lists() -> Any:
    """`Security(…, scopes=…)` in `dependencies=[…]` of a router or decorator carries its scopes."""
    seen: list[list[str]] = []

    def check(scopes: SecurityScopes) -> None:
        seen.append(list(scopes.scopes))

    app, router = FastAPI(), APIRouter(dependencies=[Security(check, scopes=["r"])])
    router.get("/x", dependencies=[Security(check, scopes=["d"])])(here)
    app.include_router(router)
    status(app, "/x")
    return seen
