"""Responses: response model, status, body"""

from typing import Any, Optional

from fastapi import APIRouter, FastAPI, HTTPException, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel

from tests.oracles.probes import answer, error, kind_of_error, operation
from tests.oracles.settle import fact


class Item(BaseModel):
    name: str


class Wide(Item):
    secret: str = "secret"


def _model_of(handler: Any, **said: Any) -> str:
    route = APIRoute("/x", handler, **said)
    return getattr(route.response_model, "__name__", str(route.response_model))


@fact({"-> Item": "Item", "-> Response": "None", "-> JSONResponse": "None", "-> None": "None",
       "no annotation": "None", "-> str": "str"})  # fmt: skip
def response_model_from_annotation() -> Any:
    """The return annotation is the response model, unless it is a `Response` class."""

    def item() -> Item: ...

    def response() -> Response: ...

    def json() -> JSONResponse: ...

    def nothing() -> None: ...

    def bare(): ...  # type: ignore[no-untyped-def]

    def text() -> str: ...

    handlers = [item, response, json, nothing, bare, text]
    names = ["-> Item", "-> Response", "-> JSONResponse", "-> None", "no annotation", "-> str"]
    return {name: _model_of(handler) for name, handler in zip(names, handlers)}


@fact(["Wide", "None"])
def response_model_argument_wins() -> Any:
    """`response_model=` wins over the annotation; `response_model=None` switches it off."""

    def item() -> Item: ...

    return [_model_of(item, response_model=Wide), _model_of(item, response_model=None)]


@fact([500, 200])
def none_annotation_is_not_checked() -> Any:
    """`-> None` gives no response model: what the handler returns all the same is sent; `-> Item`
    with another return value is a server error."""
    app = FastAPI()

    @app.get("/item")
    def item() -> Item:
        return 1  # type: ignore[return-value]

    @app.get("/none")
    def none() -> None:
        return 1  # type: ignore[return-value]

    return [answer(app, "/item")[0], answer(app, "/none")[0]]


@fact("FastAPIError")
def annotation_that_is_no_model() -> Any:
    """A return annotation that Pydantic cannot take (a plain class, `Response | None`) raises at
    import."""

    class Plain: ...

    def handler() -> Plain: ...

    def either() -> Optional[Response]: ...

    assert kind_of_error(lambda: FastAPI().get("/x")(either)) == "FastAPIError"
    return kind_of_error(lambda: FastAPI().get("/x")(handler))


@fact([{"name": "a"}, {"name": "a", "secret": "secret"}])
def response_model_filters() -> Any:
    """A subclass returned for `-> Item` loses the extra fields; a `Response` returned is sent
    as it is, unfiltered."""
    app = FastAPI()

    @app.get("/model")
    def model() -> Item:
        return Wide(name="a")

    @app.get("/raw")
    def raw() -> Item:
        return JSONResponse(Wide(name="a").model_dump())  # type: ignore[return-value]

    return [answer(app, "/model")[1], answer(app, "/raw")[1]]


@fact({"get": 200, "post": 200, "delete": 200, "put": 200})
def default_status() -> Any:
    """The default status is 200 for every method, POST too."""
    app = FastAPI()
    for method in ("get", "post", "delete", "put"):
        getattr(app, method)("/x")(lambda: None)
    return {m: answer(app, "/x", m.upper())[0] for m in ("get", "post", "delete", "put")}


@fact("AssertionError: Status code 204 must not have a response body")
def no_content_with_annotation() -> Any:
    """`status_code=204` with a response model (annotation) raises at import."""

    def handler() -> Item: ...

    return error(lambda: FastAPI().delete("/x", status_code=204)(handler))


@fact([None, None])
def no_content_without_annotation() -> Any:
    """`status_code=204` with `-> None` or no annotation raises nothing at import."""

    def nothing() -> None: ...

    def bare(): ...  # type: ignore[no-untyped-def]

    return [
        error(lambda: FastAPI().delete("/x", status_code=204)(handler))
        for handler in (nothing, bare)
    ]


@fact([204, ""])
def no_content_returns_a_body() -> Any:
    """A body returned by a 204 handler is dropped at run time, without an error."""
    app = FastAPI()
    app.delete("/x", status_code=204)(lambda: {"deleted": True})
    response = TestClient(app).delete("/x")
    return [response.status_code, response.text]


@fact([304, ""])
def not_modified_returns_a_body() -> Any:
    """… and so is that of a 304 handler."""
    app = FastAPI()
    app.get("/x", status_code=304)(lambda: {"a": 1})
    response = TestClient(app).get("/x")
    return [response.status_code, response.text]


@fact([204, "null"])
def no_content_response_with_body() -> Any:
    """`JSONResponse(None, status_code=204)` sends `null` after a 204."""
    app = FastAPI()
    app.delete("/x")(lambda: JSONResponse(None, status_code=204))
    response = TestClient(app).delete("/x")
    return [response.status_code, response.text]


@fact([200, {"status_code": 404, "detail": "gone", "headers": None}])
def exception_returned() -> Any:
    """`return HTTPException(404)` answers 200 with the exception as JSON."""
    app = FastAPI()
    app.get("/x")(lambda: HTTPException(404, "gone"))
    return answer(app, "/x")


@fact(500)
def exception_returned_with_model() -> Any:
    """… and 500 where there is a response model."""
    app = FastAPI()

    @app.get("/x")
    def handler() -> Item:
        return HTTPException(404)  # type: ignore[return-value]

    return answer(app, "/x")[0]


@fact([200, [{"error": "gone"}, 404]])
def tuple_returned() -> Any:
    """`return body, 404` answers 200 with a JSON list."""
    app = FastAPI()
    app.get("/x")(lambda: ({"error": "gone"}, 404))
    return answer(app, "/x")


@fact([201, 418])
def status_set_on_response() -> Any:
    """`response.status_code = …` on the injected Response wins over `status_code=`; a returned
    Response keeps its own status."""
    app = FastAPI()

    @app.get("/injected", status_code=202)
    def injected(response: Response) -> None:
        response.status_code = 201

    @app.get("/returned", status_code=202)
    def returned() -> Response:
        return Response(status_code=418)

    return [answer(app, "/injected")[0], answer(app, "/returned")[0]]


@fact([307, "201"])
def documented_status_is_the_declared() -> Any:
    """The schema documents `status_code=`, not what a returned Response says; a RedirectResponse
    is 307 by default."""
    app = FastAPI()

    @app.get("/x", status_code=201)
    def handler() -> Response:
        return RedirectResponse("/y")

    return [answer(app, "/x")[0], next(iter(operation(app)["responses"]))]


@fact(307)
def status_of_response_class() -> Any:
    """`response_class=RedirectResponse` without `status_code=` uses that class's default."""
    app = FastAPI()

    @app.get("/x", response_class=RedirectResponse)
    def handler() -> str:
        return "/y"

    return answer(app, "/x")[0]


@fact([409, {"detail": {"code": 1}}])
def raised_exception() -> Any:
    """`raise HTTPException` takes any JSON as detail and leaves as `{"detail": …}`."""
    app = FastAPI()

    @app.get("/x")
    def handler() -> None:
        raise HTTPException(409, {"code": 1})

    return answer(app, "/x")


@fact({"response_model": ["200", "422"], "raises": ["200", "422"]})
def documented_responses() -> Any:
    """A raised HTTPException is not documented; 422 is, once there is a parameter or body."""
    app = FastAPI()

    @app.get("/response_model")
    def one(q: int) -> Item: ...

    @app.get("/raises")
    def two(q: int) -> None:
        raise HTTPException(404)

    return {
        name: sorted(operation(app, f"/{name}")["responses"])
        for name in ("response_model", "raises")
    }


@fact("/x")
def decorator_returns_handler() -> Any:
    """The route decorator returns the function unchanged: it can be called and decorated again."""
    router = APIRouter()

    def handler() -> str:
        return "/x"

    assert router.get("/x")(handler) is handler
    return handler()
