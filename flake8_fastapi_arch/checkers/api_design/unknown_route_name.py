'''A link to a route that is not there.

``url_for`` and ``url_path_for`` look a route up by its name, the handler's unless ``name=`` says
otherwise. A renamed handler, or a path that got a parameter, breaks the links to it: not at start,
but in the request that makes the link, which answers 500.

Bad:

```python title="app.py"
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/books/{book_id}")
def read_book(book_id: int) -> dict[str, int]:
    """A book."""
    return {"id": book_id}


@app.post("/books")
def add_book(request: Request) -> dict[str, str]:
    """Where the new book is."""
    return {"location": str(request.url_for("get_book", book_id=1))}  # FAA125


@app.get("/books")
def read_first(request: Request) -> dict[str, str]:
    """Where the first book is."""
    return {"first": str(request.url_for("read_book", id=1))}  # FAA125
```

Good:

```python title="app.py"
from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/books/{book_id}")
def read_book(book_id: int) -> dict[str, int]:
    """A book."""
    return {"id": book_id}


@app.post("/books")
def add_book(request: Request) -> dict[str, str]:
    """Where the new book is."""
    return {"location": str(request.url_for("read_book", book_id=1))}


@app.get("/books")
def read_first(request: Request) -> dict[str, str]:
    """Where the first book is."""
    return {"first": str(request.url_for("read_book", book_id=1))}
```

Silent where not all routes of the project are known, about names that are computed, and about those
of mounts and plain Starlette routes.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Constant, Module
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.routes.routing import path_names
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, ROUTERS

_LINKING = ("url_for", "url_path_for")
_RECEIVERS = (
    "fastapi.Request", "fastapi.WebSocket", "fastapi.requests.HTTPConnection",
    "starlette.requests.Request", "starlette.requests.HTTPConnection",
    "starlette.websockets.WebSocket",
)  # fmt: skip


@checker(
    code="FAA125",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="{problem}: the request that makes this link fails; name one that fits",
    advice="Link to a route that exists, with the parameters of its path: {problem}.",
)
def unknown_route_name(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    types = context.project.types
    for call, scope in context.project.names.scopes(module).calls_named(*_LINKING):
        match call:
            case Call(func=Attribute(value=receiver), args=(Constant(value=str() as name),)) if (
                not call.is_spread
            ):
                values = types.of(receiver, scope)
                if any(types.is_a(value, *_RECEIVERS, *APPS, *ROUTERS) for value in values):
                    passed = {keyword.arg or "" for keyword in call.keywords}
                    problem = _problem(name, passed, context)
                    if problem:
                        yield at(call, problem=problem)


def _problem(name: str, passed: set[str], context: Context) -> str | None:
    """Why no route answers to *name* with the parameters *passed*; None where one may."""
    project = context.project
    if ":" in name or not project.routing.knows_all_routes or name in project.routing.other_names:
        return None
    named = [route for route in project.application.routes if route.name == name]
    if not named:
        return f"no route is called `{name}`"
    if any("…" in route.path or set(path_names(route.path)) == passed for route in named):
        return None
    if any(project.routing.mounts(route) for route in named):
        return None
    wanted = ", ".join(f"`{parameter}`" for parameter in path_names(named[0].path)) or "nothing"
    return f"route `{name}` takes {wanted}"
