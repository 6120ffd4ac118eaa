"""Matching: which route answers"""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient

from tests.oracles.probes import answer, kind_of_error, operation, status
from tests.oracles.settle import fact


def says(word: str) -> Any:
    def handler() -> str:
        return word

    return handler


@fact([200, "first"])
def duplicate_first_wins() -> Any:
    """Same method and path twice: the first registered answers."""
    app = FastAPI()
    app.get("/x")(says("first"))
    app.get("/x")(says("second"))
    return answer(app, "/x")


@fact([200, "first include"])
def duplicate_across_includes() -> Any:
    """Across routers the order of the includes decides, not the order of the definitions."""
    app, one, two = FastAPI(), APIRouter(), APIRouter()
    two.get("/x")(says("first include"))
    one.get("/x")(says("second include"))
    app.include_router(two)
    app.include_router(one)
    return answer(app, "/x")


@fact([200, "app"], since={"0.137.0": [200, "late router"]})
def duplicate_of_late_route() -> Any:
    """A late route of an included router takes the place of its include: before app routes that
    were registered after the include."""
    app, router = FastAPI(), APIRouter()
    app.include_router(router)
    app.get("/x")(says("app"))
    router.get("/x")(says("late router"))
    return answer(app, "/x")


@fact([200, "second"])
def duplicate_documented_is_the_loser() -> Any:
    """The schema describes the *last* of two duplicates, although the first answers."""
    app = FastAPI()
    app.get("/x", summary="first")(says("first"))
    app.get("/x", summary="second")(says("second"))
    return [status(app, "/x"), operation(app)["summary"]]


@fact([200, "by id"])
def parametrised_captures_static() -> Any:
    """`/users/{id}` before `/users/me` captures it."""
    app = FastAPI()
    app.get("/users/{id}")(says("by id"))
    app.get("/users/me")(says("me"))
    return answer(app, "/users/me")


@fact([422, 200])
def typed_parameter_still_captures() -> Any:
    """An `id: int` annotation does not let `/users/me` pass (422), converter `{id:int}` does."""

    def by_id(id: int) -> str:
        return "by id"

    annotated, converted = FastAPI(), FastAPI()
    annotated.get("/users/{id}")(by_id)
    converted.get("/users/{id:int}")(by_id)
    for app in (annotated, converted):
        app.get("/users/me")(says("me"))
    return [status(annotated, "/users/me"), status(converted, "/users/me")]


@fact({"int": [False, True], "float": [False, True], "uuid": [False, False], "path": [True, True],
       "str": [True, True]})  # fmt: skip
def what_converters_match() -> Any:
    """Which of `me` and `7` each path converter matches."""

    def matches(converter: str) -> list[bool]:
        app = FastAPI()
        app.get(f"/{{it:{converter}}}")(says("hit"))
        return [status(app, f"/{text}") == 200 for text in ("me", "7")]

    return {name: matches(name) for name in ("int", "float", "uuid", "path", "str")}


@fact([404, 200])
def parameter_takes_one_segment() -> Any:
    """`{id}` takes one segment without a slash; `{rest:path}` takes any, the empty one too."""
    app = FastAPI()
    app.get("/one/{id}")(says("one"))
    app.get("/any/{rest:path}")(says("any"))
    assert status(app, "/any/") == 200
    return [status(app, "/one/a/b"), status(app, "/any/a/b")]


@fact([200, "post"])
def other_method_goes_on() -> Any:
    """A route of the same path with another method does not stop the search."""
    app = FastAPI()
    app.get("/x")(says("get"))
    app.post("/x")(says("post"))
    return answer(app, "/x", "POST")


@fact([200, "static"])
def other_method_of_parametrised_goes_on() -> Any:
    """`DELETE /users/{id}` before `GET /users/me` captures nothing."""
    app = FastAPI()
    app.delete("/users/{id}")(says("by id"))
    app.get("/users/me")(says("static"))
    return answer(app, "/users/me")


@fact(["GET", "GET"])
def no_method_matches() -> Any:
    """No route of that method: 405, and Allow names only the methods of the first path match."""
    app = FastAPI()
    app.get("/x")(says("get"))
    app.put("/x")(says("put"))
    routers = FastAPI()
    for method in ("GET", "PUT"):
        router = APIRouter()
        router.api_route("/x", methods=[method])(says("x"))
        routers.include_router(router)
    answers = [TestClient(one).post("/x") for one in (app, routers)]
    assert [one.status_code for one in answers] == [405, 405]
    return [one.headers["allow"] for one in answers]


@fact([405, 200])
def head_is_not_implied() -> Any:
    """`app.get` does not answer HEAD; a plain Starlette route (docs, `add_route`) does."""
    app = FastAPI()
    app.get("/x")(says("x"))
    return [status(app, "/x", "HEAD"), status(app, "/docs", "HEAD")]


@fact(405)
def options_is_not_implied() -> Any:
    """OPTIONS is not answered without CORSMiddleware or a route."""
    app = FastAPI()
    app.get("/x")(says("x"))
    return status(app, "/x", "OPTIONS")


@fact({"api_route": ["GET"], "add_api_route": ["GET"], "add_route": ["GET", "HEAD"],
       "lower case": ["PATCH"]})  # fmt: skip
def default_methods() -> Any:
    """Methods where none are named: GET; plain Starlette routes GET and HEAD; names are
    upper-cased."""
    app = FastAPI(openapi_url=None)
    app.api_route("/a")(says("a"))
    app.add_api_route("/b", says("b"))
    app.add_route("/c", lambda request: None)
    app.add_api_route("/d", says("d"), methods=["patch"])
    names = ("api_route", "add_api_route", "add_route", "lower case")
    return {name: sorted(route.methods) for name, route in zip(names, app.routes)}


@fact("AssertionError")
def empty_methods_list() -> Any:
    """`methods=[]` raises at import."""
    return kind_of_error(lambda: FastAPI().add_api_route("/x", says("x"), methods=[]))


@fact(404)
def websocket_path_is_no_http_path() -> Any:
    """A WebSocket route takes no HTTP request of its path."""
    app = FastAPI()
    app.websocket("/x")(says("x"))
    return status(app, "/x")


@fact([200, "B"])
def same_shape_other_name() -> Any:
    """`/{a}/x` and `/{b}/x` are the same: the first registered answers."""
    app = FastAPI()

    @app.get("/{b}/x")
    def first() -> str:
        return "B"

    @app.get("/{a}/x")
    def second() -> str:
        return "A"

    return answer(app, "/1/x")


@fact({"/a.b": 200, "/aXb": 404, "/A.b": 404})
def paths_are_literal() -> Any:
    """Paths are compared case-sensitively and hold no regular expressions."""
    app = FastAPI()
    app.get("/a.b")(says("a"))
    return {path: status(app, path) for path in ("/a.b", "/aXb", "/A.b")}


@fact("ValueError")
def same_parameter_twice() -> Any:
    """The same path parameter twice (prefix and path) raises at import."""
    router = APIRouter(prefix="/{id}")
    return kind_of_error(lambda: router.get("/x/{id}")(says("x")))


@fact({"id": "7"})
def request_path_params() -> Any:
    """`request.path_params` holds a parameter that no signature names, as a string."""
    app, router = FastAPI(), APIRouter(prefix="/{id}")

    @router.get("/x")
    def handler(request: Request) -> Any:
        return request.path_params

    app.include_router(router)
    return answer(app, "/7/x")[1]


@fact(["/near", "/far"])
def stacked_decorators() -> Any:
    """Of several route decorators on one function the one nearest to `def` registers first."""
    app = FastAPI(openapi_url=None)

    @app.get("/far")
    @app.get("/near")
    def handler() -> None: ...

    return [route.path for route in app.routes]
