'''A body in a GET, which cannot carry one.

FastAPI reads a body for any method, and says nothing. But no browser sends one with a GET or HEAD
(``fetch`` refuses to), caches ignore it, gateways answer 403 or drop it, and HTTP clients have no
argument for it: the request that works in a test is a 422 elsewhere. Mostly a ``Query()`` or a
``Depends()`` is missing: without one, a model, a ``list`` or a ``set`` is a body.

Bad:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    author: str = ""


@app.get("/books")
def list_books(only: Filter, tags: list[str] = []) -> list[str]:  # FAA120
    """The books of an author."""
    return [only.author, *tags]
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel

app = FastAPI()


class Filter(BaseModel):
    author: str = ""
    tags: list[str] = []


@app.get("/books")
def list_books(only: Annotated[Filter, Query()]) -> list[str]:
    """The books of an author."""
    return [only.author, *only.tags]
```

Silent about models under ``Depends()``, ``Query()``, ``Path()`` and ``Header()``, types that are
not known, handlers that serve another method as well, and routes that are not in the schema. Silent
about DELETE, too: HTTP gives its body no meaning, but clients can send it, and deleting many things
at once needs it.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler, Route

_READING = frozenset({"GET", "HEAD"})
_BODIES = frozenset({"body", "form", "file"})


@checker(
    code="FAA120",
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{parameter}` is the body of a {method}, which many clients drop; use `Query()`",
    advice="Take `{parameter}` from the query or the path, or make `{handler}` a POST: the body of "
    "a {method} gets lost.",
)
def body_on_read(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if not all(map(_only_reads, routes)):
        return
    places = {parameter.name: parameter for parameter in function.parameters}
    for parameter in routes[0].parameters:
        place = places.get(parameter.name)
        if parameter.kind in _BODIES and place is not None:
            yield at(
                place,
                parameter=parameter.name,
                handler=function.name,
                method=routes[0].methods[0],
            )
            return


def _only_reads(route: Route) -> bool:
    return bool(route.methods) and route.include_in_schema and _READING.issuperset(route.methods)
