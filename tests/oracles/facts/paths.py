"""Paths: how prefixes, mounts, hosts and slashes make the effective path"""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from starlette.routing import Mount

from tests.oracles.probes import answer, error, kind_of_error, paths, status
from tests.oracles.settle import fact


def here() -> str:
    return "here"


@fact("AssertionError: A path prefix must start with '/'")
def prefix_without_slash() -> Any:
    """`APIRouter(prefix="items")` raises at import."""
    return error(lambda: APIRouter(prefix="items"))


@fact("AssertionError: A path prefix must start with '/'")
def include_prefix_without_slash() -> Any:
    """`include_router(router, prefix="items")` raises at import."""
    return error(lambda: FastAPI().include_router(APIRouter(), prefix="items"))


@fact(
    [
        "AssertionError: A path prefix must not end with '/', as the routes will start with '/'",
        "AssertionError: A path prefix must not end with '/', as the routes will start with '/'",
    ]
)
def prefix_with_slash_at_end() -> Any:
    """A prefix that ends with a slash (also `"/"` alone) raises at import, router and include."""
    return [
        error(lambda: APIRouter(prefix="/items/")),
        error(lambda: FastAPI().include_router(APIRouter(), prefix="/")),
    ]


@fact("FastAPIError: Prefix and path cannot be both empty (path operation: here)")
def both_empty() -> Any:
    """An empty path on a router without prefix, included without prefix, raises at the include."""
    router = APIRouter()
    router.get("")(here)
    return error(lambda: FastAPI().include_router(router))


@fact("FastAPIError")
def both_empty_when_parent_has_prefix() -> Any:
    """Only the include's own prefix and the router's count: a prefix of the *including* router
    does not help an empty path."""
    child, parent = APIRouter(), APIRouter(prefix="/parent")
    child.get("")(here)
    return kind_of_error(lambda: parent.include_router(child))


@fact(["/items"])
def empty_path_with_prefix() -> Any:
    """An empty path takes the prefix as it is, without a slash."""
    app, router = FastAPI(), APIRouter(prefix="/items")
    router.get("")(here)
    app.include_router(router)
    return paths(app)


@fact({"/items": 307, "/items/": 200})
def slash_path_with_prefix() -> Any:
    """Path `/` under prefix `/items` is `/items/`; without the slash it is redirected (307)."""
    app, router = FastAPI(), APIRouter(prefix="/items")
    router.get("/")(here)
    app.include_router(router)
    return {path: status(app, path) for path in ("/items", "/items/")}


@fact({"/items": 200, "/items/": 307})
def slash_added_by_client() -> Any:
    """The redirect works in the other direction too."""
    app = FastAPI()
    app.get("/items")(here)
    return {path: status(app, path) for path in ("/items", "/items/")}


@fact([404, 307])
def redirect_slashes_off() -> Any:
    """`redirect_slashes=False` counts on the app; on an included router it does nothing."""
    strict, lenient = FastAPI(redirect_slashes=False), FastAPI()
    router = APIRouter(redirect_slashes=False)
    router.get("/x")(here)
    strict.get("/x")(here)
    lenient.include_router(router)
    return [status(strict, "/x/"), status(lenient, "/x/")]


@fact({"/a//x": 200, "/a/x": 404})
def double_slash_is_kept() -> Any:
    """Prefix and path are joined as strings: a doubled slash stays."""
    app, router = FastAPI(), APIRouter(prefix="/a")
    router.get("//x")(here)
    app.include_router(router)
    return {path: status(app, path) for path in ("/a//x", "/a/x")}


@fact(["/ax"])
def path_without_slash_is_joined() -> Any:
    """A route path without leading slash raises nothing: `/a` + `x` is `/ax`."""
    router, app = APIRouter(prefix="/a"), FastAPI()
    router.get("x")(here)
    app.include_router(router)
    return paths(app)


@fact([404, 404])
def path_without_slash_on_app() -> Any:
    """A route path without leading slash on the app raises nothing and is never reached."""
    app = FastAPI()
    app.get("x")(here)
    return [status(app, "/x"), status(app, "x")]


@fact(["/x", {"x": "path /x, root_path /api"}])
def root_path_is_no_prefix() -> Any:
    """`FastAPI(root_path="/api")` adds nothing to route paths."""
    app = FastAPI(root_path="/api")

    @app.get("/x")
    def seen(request: Request) -> Any:
        return {"x": f"path {request.scope['route'].path}, root_path {request.scope['root_path']}"}

    return [paths(app)[0], answer(app, "/x")[1]]


@fact(["/x/1", {"it": "1"}])
def request_is_its_scope() -> Any:
    """A request is a mapping over its scope: `request["path"]`, `request["path_params"]`."""
    app = FastAPI()

    @app.get("/x/{it}")
    def seen(request: Request) -> Any:
        return [request["path"], request["path_params"]]

    return answer(app, "/x/1")[1]


@fact({"/x": 200, "/api/x": 404}, since={"0.109.0": {"/x": 200, "/api/x": 200}})
def root_path_in_request() -> Any:
    """With `FastAPI(root_path="/api")` a request may come without the prefix (a proxy strips it),
    later also with it (Starlette 0.33)."""
    app = FastAPI(root_path="/api")
    app.get("/x")(here)
    return {path: status(app, path) for path in ("/x", "/api/x")}


@fact(["/sub", "/x"])
def mount_path() -> Any:
    """`route.path` of a mount is the mount path; the mounted app's routes keep their own paths,
    and the request path is mount + route."""
    app, sub = FastAPI(), FastAPI()
    sub.get("/x")(here)
    app.mount("/sub/", sub)
    mounts = [route for route in app.routes if isinstance(route, Mount)]
    assert status(app, "/sub/x") == 200
    return [mounts[0].path, sub.routes[-1].path]


@fact([404, 200])
def mount_shadows_later_routes() -> Any:
    """A mount takes every path below it from routes registered later, even those it cannot serve;
    a route registered earlier wins."""

    def app_with(mount_first: bool) -> FastAPI:
        app, sub = FastAPI(), FastAPI()
        if mount_first:
            app.mount("/sub", sub)
        app.get("/sub/x")(here)
        if not mount_first:
            app.mount("/sub", sub)
        return app

    return [status(app_with(True), "/sub/x"), status(app_with(False), "/sub/x")]


@fact([404, 404])
def mount_at_root_shadows_all() -> Any:
    """`app.mount("/", …)` (or "") before a route takes every path."""

    def at(path: str) -> int:
        app = FastAPI()
        app.mount(path, FastAPI())
        app.get("/x")(here)
        return status(app, "/x")

    return [at("/"), at("")]


@fact([200, 307])
def mount_exact_path() -> Any:
    """A mount at `/sub` answers `/sub/`; `/sub` itself is redirected (307)."""
    app, sub = FastAPI(), FastAPI()
    sub.get("/")(here)
    app.mount("/sub", sub)
    return [status(app, "/sub/"), status(app, "/sub")]


@fact({"/api/sub/x": 200, "/api/own/sub/x": 404})
def mount_on_mounted_router() -> Any:
    """`APIRouter(prefix="/own").mount("/sub", …)` never takes the router's own prefix."""
    router, sub, app = APIRouter(prefix="/own"), FastAPI(), FastAPI()
    sub.get("/x")(here)
    router.mount("/sub", sub)
    app.mount("/api", router)
    return {path: status(app, path) for path in ("/api/sub/x", "/api/own/sub/x")}


@fact(200)
def router_mounted() -> Any:
    """A router can be mounted as an app: its routes answer below mount path + own prefix."""
    app, router = FastAPI(), APIRouter(prefix="/own")
    router.get("/x")(here)
    app.mount("/api", router)
    return status(app, "/api/own/x")


@fact({"api.example.org": 200, "testserver": 404})
def host_routing() -> Any:
    """`app.host("api.example.org", sub)` answers only requests with that Host header."""
    app, sub = FastAPI(), FastAPI()
    sub.get("/x")(here)
    app.host("api.example.org", sub)
    return {
        host: TestClient(app).get("/x", headers={"host": host}).status_code
        for host in ("api.example.org", "testserver")
    }


@fact([404, 200])
def late_route_on_mounted_app() -> Any:
    """A mount is live: routes added to the sub-app afterwards are served in every version."""
    app, sub = FastAPI(), FastAPI()
    app.mount("/sub", sub)
    before = status(app, "/sub/x")
    sub.get("/x")(here)
    return [before, status(app, "/sub/x")]


@fact(["/docs", "/docs/oauth2-redirect", "/openapi.json", "/redoc"])
def docs_routes() -> Any:
    """The documentation routes come first, answer GET and HEAD and are not in the schema."""
    app = FastAPI()
    app.get("/x")(here)
    first_four = app.routes[:4]
    assert all(route.methods == {"GET", "HEAD"} for route in first_four)
    assert paths(app) == ["/x"]
    return sorted(route.path for route in first_four)


@fact({"docs_url": ["/openapi.json", "/redoc"], "openapi_url": []})
def docs_routes_off() -> Any:
    """`docs_url=None` removes /docs and its redirect; `openapi_url=None` removes all of them."""
    return {
        name: sorted(route.path for route in FastAPI(**{name: None}).routes)
        for name in ("docs_url", "openapi_url")
    }
