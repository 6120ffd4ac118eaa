'''A service or repository that speaks HTTP can serve nothing but HTTP.

Whoever wants to use it in a job, a test or another protocol has to invent a request first, and to
take a response apart. Reading a request and building a response is the router's part; below it,
values go in and values come out.

Bad:

```python title="app/services/covers.py"
from fastapi import Request


def cover_url(request: Request, key: int) -> str:  # FAA523
    return f"{request.query_params['size']}/{key}.svg"
```

```python title="app/main.py"
from app.services.covers import cover_url
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/covers/{key}")
def read_cover(key: int, request: Request) -> str:
    """Where the cover of a book is."""
    return cover_url(request, key)
```

Good:

```python title="app/services/covers.py"
def cover_url(size: str, key: int) -> str:
    return f"{size}/{key}.svg"
```

```python title="app/main.py"
from app.services.covers import cover_url
from fastapi import FastAPI

app = FastAPI()


@app.get("/covers/{key}")
def read_cover(key: int, size: str) -> str:
    """Where the cover of a book is."""
    return cover_url(size, key)
```

It speaks of ``Request``, ``Response`` and ``UploadFile`` in the signatures of repositories, of
services that read the query, the path or the body of a request, and of responses that either
builds.

Silent about dependencies, middleware, exception handlers and other functions that are handed over
by name, about services whose subject is HTTP (they look at headers and addresses, or pass the
request on), about modules whose role is not sure, and about request schemas: a repository that
takes ``BookCreate`` is the usual way, and no harm while the schema knows nothing of HTTP.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Function, Name, Parameter
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.roles import Role
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_WEB = frozenset(
    f"{package}.{name}"
    for package, names in {
        "fastapi": ("Request", "Response", "UploadFile", "WebSocket"),
        "fastapi.requests": ("Request",),
        "fastapi.responses": ("Response",),
        "starlette.requests": ("Request",),
        "starlette.responses": ("Response",),
        "starlette.datastructures": ("UploadFile",),
        "starlette.websockets": ("WebSocket",),
    }.items()
    for name in names
)
_RESPONSES = frozenset(
    f"{package}.responses.{name}"
    for package in ("fastapi", "starlette")
    for name in (
        "Response", "JSONResponse", "HTMLResponse", "PlainTextResponse", "ORJSONResponse",
        "UJSONResponse",
    )
) | {"fastapi.Response"}  # fmt: skip
_HANDING_OVER = ("add_exception_handler", "exception_handler", "middleware", "Depends", "Security")
_INPUT = frozenset({"query_params", "path_params", "json", "form", "body"})
_LAYERS = (Role.SERVICE, Role.REPOSITORY)


@checker(
    code="FAA523",
    subject=Function,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{function}` of a {role} module {does} `{type}`; leave HTTP to the router",
    advice="Give `{function}` values instead of a request, and let the router build the response: "
    "it {does} `{type}`.",
)
def web_types_below_router(function: Function, context: Context) -> Iterator[Match]:
    roles, is_configured = context.project.roles, bool(context.project.settings.layers)
    if roles.hint_of(context.module) not in _LAYERS and not is_configured:
        return
    placement = roles.of(context.module)
    if placement.role not in _LAYERS or not placement.is_sure:
        return
    found = _found(function, placement.role, context)
    if found is not None and not _is_called_by_fastapi(function, context):
        does, name = found
        role = placement.role.value
        yield at(function, anchor=name, function=function.name, role=role, does=does, type=name)


def _found(function: Function, role: Role, context: Context) -> tuple[str, str] | None:
    """What of HTTP is in *function*, and how it comes there."""
    names = context.project.names
    around = names.scope_around(context.module, function)
    for parameter in function.parameters:
        name = _web_type(parameter, around, context)
        if name is not None and (role is Role.REPOSITORY or _reads_input(parameter, function)):
            return "takes", name
    for site in context.project.effects.sites(context.symbol(function)):
        for dotted in names.dotted(site.call.func, site.scope):
            if dotted in _RESPONSES:
                return "builds", dotted.rpartition(".")[2]
    return None


def _reads_input(parameter: Parameter, function: Function) -> bool:
    """Whether *function* takes out of a request what the router should have taken out; not who
    looks for credentials in every corner of it."""
    read = {
        node.attr
        for node in own_nodes(function)
        if isinstance(node, Attribute)
        and isinstance(node.value, Name)
        and node.value.id == parameter.name
    }
    return not read.isdisjoint(_INPUT) and read.isdisjoint(("headers", "cookies"))


def _web_type(parameter: Parameter, around: Scope, context: Context) -> str | None:
    """The type of a request in the annotation of *parameter*."""
    if parameter.annotation is None:
        return None
    for value in context.project.types.of_annotation(parameter.annotation, around):
        if isinstance(value, Instance) and value.library in _WEB:
            return value.library.rpartition(".")[2]
    return None


def _is_called_by_fastapi(function: Function, context: Context) -> bool:
    """Whether *function* is a dependency, a middleware, an exception handler or inside of one."""
    symbol = context.symbol(function)
    if symbol in context.project.dependencies or context.project.application.routes_of(function):
        return True
    if any(p.name == "call_next" for p in function.parameters) or function.name.startswith("__"):
        return True
    owner = context.project.names.class_of_method(
        function, context.project.names.scope_of(context.module, function)
    )
    if owner is not None and any(
        isinstance(base, str) and base.endswith("Middleware")
        for base in context.project.types.library_bases(owner)
    ):
        return True
    return _is_handed_over(symbol, context)


def _is_handed_over(symbol: FunctionSymbol, context: Context) -> bool:
    """Whether the function is passed on by name: to something that calls it with what it has."""
    for call, scope in context.project.names.scopes(symbol.module).calls:
        for argument in call.passed:
            if isinstance(argument, (Name, Attribute)) and symbol in context.project.names.symbols(
                argument, scope
            ):
                return True
    return any(
        isinstance(node, Name) and symbol in context.project.names.symbols(node, scope)
        for name in _HANDING_OVER
        for call, scope in context.project.calls_named(name)
        for node in walk(call)
    )
