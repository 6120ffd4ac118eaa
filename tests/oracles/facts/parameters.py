"""Parameters: what is path, query, header or body"""

import warnings
from dataclasses import dataclass
from typing import Annotated, Any, Optional, Union

import fastapi
from fastapi import APIRouter, Body, Depends, FastAPI, File, Form, Header, Path, Query, UploadFile
from pydantic import BaseModel, Field

from tests.oracles.probes import answer, error, kind_of_error, operation, status
from tests.oracles.settle import fact


class Item(BaseModel):
    name: str


@dataclass
class Data:
    name: str


def _where(annotation: Any, path: str = "/x", default: Any = ...) -> str:
    """Where a GET handler's parameter `it` of this annotation is read from."""
    from fastapi.routing import APIRoute

    if default is ...:

        def handler(it: annotation): ...  # type: ignore[no-untyped-def,valid-type]
    else:

        def handler(it: annotation = default): ...  # type: ignore[no-untyped-def,valid-type,misc]

    dependant = APIRoute(path, handler).dependant
    places = ("path", "query", "header", "cookie", "body")
    return next(place for place in places if getattr(dependant, f"{place}_params"))


@fact({"int": "query", "str": "query", "Optional[int]": "query", "Item": "body", "Data": "body",
       "dict": "body", "list[int]": "body", "Optional[Item]": "body",
       "Union[Item, int]": "body", "Any": "query",
       "set[str]": "body", "bytes": "query"})  # fmt: skip
def place_by_annotation() -> Any:
    """Not named in the path: scalars are query, models, dataclasses and containers body."""
    return {
        "int": _where(int), "str": _where(str), "Optional[int]": _where(Optional[int]),
        "Item": _where(Item), "Data": _where(Data), "dict": _where(dict),
        "list[int]": _where(list[int]), "Optional[Item]": _where(Optional[Item]),
        "Union[Item, int]": _where(Union[Item, int]),
        "Any": _where(Any), "set[str]": _where(set[str]),
        "bytes": _where(bytes),
    }  # fmt: skip


@fact({"list": "multipart/form-data", "tuple": "multipart/form-data",
       "list[Any]": "application/json"})  # fmt: skip
def bare_list() -> Any:
    """A bare `list` or `tuple`, without the type of its items, is taken for a list of *files*: the
    body becomes a form and needs python-multipart. `list[Any]` is JSON."""
    import python_multipart  # noqa: F401  # forms need it

    def content(annotation: Any) -> str:
        app = FastAPI()

        @app.post("/x")
        def handler(it: annotation) -> None: ...

        (name,) = operation(app, "/x", "post")["requestBody"]["content"]
        return name

    kinds = {"list": list, "tuple": tuple, "list[Any]": list[Any]}
    return {name: content(kind) for name, kind in kinds.items()}


@fact("query")
def no_annotation() -> Any:
    """A parameter without annotation is a query parameter of any type."""
    from fastapi.routing import APIRoute

    dependant = APIRoute("/x", lambda it: None).dependant
    return "query" if dependant.query_params else "other"


@fact("path")
def named_in_path() -> Any:
    """A name in the route's own path or its router's prefix is a path parameter."""
    return _where(int, "/x/{it}")


@fact(["path", "path"])
def named_in_include_prefix() -> Any:
    """A name in the prefix of the *include*, too."""
    router = APIRouter(prefix="/{own}")

    @router.get("/x")
    def handler(own: int, included: int) -> Any: ...

    app = FastAPI()
    app.include_router(router, prefix="/{included}")
    return [one["in"] for one in operation(app, "/{included}/{own}/x")["parameters"]]


@fact("AssertionError: Path params must be of one of the supported types")
def model_as_path_parameter() -> Any:
    """A model for a name in the path raises at import."""
    return error(lambda: _where(Item, "/x/{it}"))


@fact("AssertionError: Path parameters cannot have a default value")
def path_with_default() -> Any:
    """`= Path(default)` raises at import; a bare default of a path name (`id: int = 1`) not."""
    assert _where(int, "/x/{it}", default=1) == "path"
    return error(lambda: Path(1))


@fact("AssertionError: Cannot use `Query` for path param 'it'")
def query_for_path_name() -> Any:
    """`Query()` for a name in the path raises at import."""
    return error(lambda: _where(Annotated[int, Query()], "/x/{it}"))


@fact([None, 422])
def path_marker_not_in_path() -> Any:
    """`Path()` for a name that is not in the path raises nothing at import; each request is 422."""
    app = FastAPI()

    def handler(it: Annotated[int, Path()]) -> None: ...

    return [error(lambda: app.get("/x")(handler)), status(app, "/x?it=1")]


@fact(200)
def path_parameter_not_taken() -> Any:
    """A parameter in the path that no signature names is allowed, and is not in the schema."""
    app = FastAPI()
    app.get("/x/{it}")(lambda: None)
    assert "parameters" not in operation(app, "/x/{it}")
    return status(app, "/x/1")


@fact(["it"])
def path_parameter_taken_by_dependency() -> Any:
    """A dependency anywhere in the closure may take it (also one of the include or the app)."""

    def dependency(it: int) -> None: ...

    app, router = FastAPI(), APIRouter()
    router.get("/x/{it}")(lambda: None)
    app.include_router(router, dependencies=[Depends(dependency)])
    return [one["name"] for one in operation(app, "/x/{it}")["parameters"]]


@fact(["it"])
def path_parameter_by_alias() -> Any:
    """`Path(alias="it")` takes `{it}` under another name."""
    app = FastAPI()

    @app.get("/x/{it}")
    def handler(other: Annotated[int, Path(alias="it")]) -> Any: ...

    assert status(app, "/x/1") == 200
    return [one["name"] for one in operation(app, "/x/{it}")["parameters"]]


@fact("AssertionError", since={"0.115.0": "query"})
def model_marked_query() -> Any:
    """`Annotated[Item, Query()]`: refused (a query cannot be a model), later the fields are query
    parameters."""
    try:
        return _where(Annotated[Item, Query()])
    except AssertionError as refused:
        return type(refused).__name__


@fact("AssertionError", since={"0.115.0": [200, 1]})
def model_marked_path() -> Any:
    """`Annotated[Ids, Path()]`: the fields of a model taken from the path."""
    app = FastAPI()

    class Ids(BaseModel):
        one: int

    def handler(ids: Annotated[Ids, Path()]) -> Any:
        return ids.one

    return kind_of_error(lambda: app.get("/x/{one}")(handler)) or answer(app, "/x/1")


@fact([200, 422])
def get_with_body() -> Any:
    """A GET handler with a model is accepted at import and reads a body; a client that sends
    none gets 422."""
    app = FastAPI()

    @app.get("/x")
    def handler(item: Item) -> None: ...

    return [status(app, "/x", json={"name": "a"}), status(app, "/x")]


@fact({"json": 422, "form": 422, "form with JSON text": 422})
def upload_beside_model() -> Any:
    """`UploadFile` beside a model: no error at import, and no request is accepted: not JSON, not a
    form with the model's fields, not a form with the model as JSON text."""
    import python_multipart  # noqa: F401  # forms need it

    app = FastAPI()

    @app.post("/x")
    def handler(file: UploadFile, item: Item) -> str:
        return item.name

    files = {"file": ("a.txt", b"a")}
    return {
        "json": status(app, "/x", "POST", json={"item": {"name": "a"}}),
        "form": status(app, "/x", "POST", files=files, data={"name": "a"}),
        "form with JSON text": status(
            app, "/x", "POST", files=files, data={"item": '{"name": "a"}'}
        ),
    }


@fact("multipart/form-data")
def upload_beside_body() -> Any:
    """`Body()` beside `File()` or `Form()`: the declared content is the form, Body is a field."""
    import python_multipart  # noqa: F401  # forms need it

    app = FastAPI()

    @app.post("/x")
    def handler(file: Annotated[bytes, File()], note: Annotated[str, Body()]) -> None: ...

    (content,) = operation(app, "/x", "post")["requestBody"]["content"]
    assert status(app, "/x", "POST", files={"file": b"a"}, data={"note": "n"}) == 200
    return content


@fact([422, 422], since={"0.113.0": [422, 200]})
def form_model() -> Any:
    """`Annotated[Item, Form()]`: not answerable, later the fields of the model are form fields."""
    import python_multipart  # noqa: F401  # forms need it

    app = FastAPI()

    def handler(item: Annotated[Item, Form()]) -> Any: ...

    raised = kind_of_error(lambda: app.post("/x")(handler))
    return raised or [
        status(app, "/x", "POST", json={"name": "a"}),
        status(app, "/x", "POST", data={"name": "a"}),
    ]


@fact([200, 422])
def two_bodies_are_embedded() -> Any:
    """One model is the body itself; two are embedded under their parameter names."""
    app = FastAPI()

    @app.post("/one")
    def one(item: Item) -> None: ...

    @app.post("/two")
    def two(item: Item, other: Item) -> None: ...

    plain = {"name": "a"}
    assert status(app, "/two", "POST", json={"item": plain, "other": plain}) == 200
    return [status(app, path, "POST", json=plain) for path in ("/one", "/two")]


@fact([200, 422])
def body_of_dependency_counts() -> Any:
    """A model in a dependency's signature is a body parameter too, and embeds the handler's."""

    def dependency(other: Item) -> None: ...

    app = FastAPI()

    @app.post("/x", dependencies=[Depends(dependency)])
    def handler(item: Item) -> None: ...

    plain = {"name": "a"}
    return [
        status(app, "/x", "POST", json={"item": plain, "other": plain}),
        status(app, "/x", "POST", json=plain),
    ]


@fact([200, 200], since={"0.132.0": [422, 200]})
def json_without_content_type() -> Any:
    """A JSON body without Content-Type: read, later refused unless `strict_content_type=False`."""

    def ask(**said: Any) -> int:
        app = FastAPI(**said)

        @app.post("/x")
        def handler(item: Item) -> None: ...

        return status(app, "/x", "POST", content=b'{"name": "a"}')

    try:
        return [ask(), ask(strict_content_type=False)]
    except TypeError:
        return [ask(), ask()]


@fact("x-token")
def header_name() -> Any:
    """`x_token: Header()` is read from `x-token`."""
    app = FastAPI()

    @app.get("/x")
    def handler(x_token: Annotated[str, Header()]) -> Any: ...

    return operation(app)["parameters"][0]["name"]


_MARKERS = ("Query", "Path", "Header", "Cookie", "Body", "Form", "File")


def _tries(make: Any) -> str:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        raised = kind_of_error(make)
    told = sorted({warning.category.__name__ for warning in warned})
    return raised or (", ".join(told) if told else "silent")


@fact(dict.fromkeys(_MARKERS, "silent"), since={"0.155.0": dict.fromkeys(_MARKERS, "TypeError")})
def unknown_keyword() -> Any:
    """An unknown keyword (`Query(lte=5)`): taken in silence, later TypeError at import."""
    return {name: _tries(lambda name=name: getattr(fastapi, name)(lte=5)) for name in _MARKERS}


@fact(200, since={"0.155.0": "TypeError"})
def unknown_keyword_is_no_limit() -> Any:
    """… and the limit is not applied."""
    app = FastAPI()
    try:
        limited = Annotated[int, Query(lte=5)]
    except TypeError as raised:
        return type(raised).__name__

    @app.get("/x")
    def handler(n: limited) -> None: ...  # type: ignore[valid-type]

    return status(app, "/x?n=9")


@fact("silent", since={"0.155.0": "TypeError"})
def min_items_in_query() -> Any:
    """`Query(min_items=1)` of Pydantic 1 is an unknown keyword."""
    return _tries(lambda: Query(min_items=1))


@fact(["PydanticDeprecatedSince20", "PydanticDeprecatedSince20"])
def unknown_keyword_in_field() -> Any:
    """Pydantic's own `Field(lte=5)` only warns (extra keywords go to the schema), in every FastAPI;
    `Field(min_items=1)` warns too."""
    return [_tries(lambda: Field(lte=5)), _tries(lambda: Field(min_items=1))]


@fact([200, 422])
def keywords_that_field_keeps() -> Any:
    """`Field(lte=5)` limits nothing; `Field(min_items=1)` still does."""

    class Limited(BaseModel):
        n: int = Field(lte=5)
        many: list[int] = Field(min_items=1)

    app = FastAPI()

    @app.post("/x")
    def handler(it: Limited) -> None: ...

    bodies = ({"n": 9, "many": [1]}, {"n": 9, "many": []})
    return [status(app, "/x", "POST", json=body) for body in bodies]


@fact("DeprecationWarning")
def regex_keyword() -> Any:
    """`Query(regex=…)` works and warns."""
    return _tries(lambda: Query(regex="a")).replace("FastAPI", "")


@fact(422)
def min_length_on_list() -> Any:
    """`Query(min_length=2)` on a list limits the number of items."""
    app = FastAPI()

    @app.get("/x")
    def handler(q: Annotated[list[str], Query(min_length=2)]) -> None: ...

    return status(app, "/x?q=a")


@fact("AssertionError")
def default_inside_annotated() -> Any:
    """`Annotated[int, Query(1)]` raises at import: the default belongs behind `=`."""
    return kind_of_error(lambda: _where(Annotated[int, Query(1)]))


@fact("AssertionError")
def marker_twice() -> Any:
    """A marker both in `Annotated` and as default raises at import."""
    return kind_of_error(lambda: _where(Annotated[int, Query()], default=Query()))
