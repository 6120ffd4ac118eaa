"""Names: `url_for` and `url_path_for`"""

import functools
from typing import Any

from fastapi import APIRouter, FastAPI, Request

from tests.oracles.probes import answer, kind_of_error
from tests.oracles.settle import fact


def item(id: int) -> None: ...


def _app(path: str = "/items/{id}", **said: Any) -> FastAPI:
    app = FastAPI()
    app.get(path, **said)(item)
    return app


@fact(["/items/1", "NoMatchFound"])
def by_handler_name() -> Any:
    """The name of a route is the handler's `__name__`, or `name=`, which replaces it."""
    named = _app(name="other")
    assert str(named.url_path_for("other", id=1)) == "/items/1"
    return [
        str(_app().url_path_for("item", id=1)),
        kind_of_error(lambda: named.url_path_for("item", id=1)),
    ]


@fact(["NoMatchFound", "NoMatchFound", "NoMatchFound"])
def unknown_or_wrong() -> Any:
    """An unknown name, a missing parameter and one too many raise."""
    app = _app()
    return [
        kind_of_error(lambda: app.url_path_for("nobody")),
        kind_of_error(lambda: app.url_path_for("item")),
        kind_of_error(lambda: app.url_path_for("item", id=1, extra=2)),
    ]


@fact("NoMatchFound")
def unknown_in_request() -> Any:
    """`request.url_for` raises the same, at run time of the handler."""
    app = FastAPI()

    @app.get("/x")
    def handler(request: Request) -> Any:
        return kind_of_error(lambda: request.url_for("nobody"))

    return answer(app, "/x")[1]


@fact("/a/items/1")
def first_of_equal_names() -> Any:
    """Of equal names the first whose parameters fit is taken."""
    app = FastAPI()
    for prefix in ("/a", "/b"):
        router = APIRouter(prefix=prefix)
        router.get("/items/{id}")(item)
        app.include_router(router)
    return str(app.url_path_for("item", id=1))


@fact(["/sub/items/1", "NoMatchFound"])
def name_in_mount() -> Any:
    """A route of a mounted app is `mount_name:route_name`; without a mount name the bare name."""
    app, named = FastAPI(), FastAPI()
    app.mount("/sub", _app())
    named.mount("/sub", _app(), name="sub")
    assert str(named.url_path_for("sub:item", id=1)) == "/sub/items/1"
    return [
        str(app.url_path_for("item", id=1)),
        kind_of_error(lambda: named.url_path_for("item", id=1)),
    ]


@fact("/static/a.css")
def name_of_mount() -> Any:
    """A mount's own name takes `path=`, as for static files."""
    app = FastAPI()
    app.mount("/static", _app(), name="static")
    return str(app.url_path_for("static", path="/a.css"))


@fact(["openapi", "redoc_html", "swagger_ui_html", "swagger_ui_redirect"])
def docs_names() -> Any:
    """Names that FastAPI itself registers."""
    return sorted(route.name for route in FastAPI().routes)


@fact(["Handler", "partial"])
def names_of_odd_handlers() -> Any:
    """The name of a callable without `__name__` is its class's."""

    class Handler:
        def __call__(self) -> None: ...

    app = FastAPI(openapi_url=None)
    app.add_api_route("/a", Handler())
    app.add_api_route("/b", functools.partial(item, 1))
    return [route.name for route in app.routes]
