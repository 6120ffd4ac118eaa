'''A status that a route may answer with is in no `responses`: the OpenAPI schema conceals it.

Clients that are generated from the schema know nothing of the 404, treat it as unexpected, and
nobody who reads the documentation writes code for it. FastAPI documents 422 by itself and no other
error: what is raised as HTTPException is not documented, wherever it is raised.

Bad:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}")
def show(book_id: int) -> str:  # FAA113
    """Show the book."""
    return find(book_id)
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}", responses={404: {"description": "No such book"}})
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)
```

Silent where the status is in the `responses` of the route, its router, an inclusion or the app
(`4XX` and `default` count), about exceptions that are caught on the way, about 422, about routes
that are not in the schema, and about calls that cannot be resolved.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration, Route

_BY_FASTAPI = 422


@checker(
    code="FAA113",
    subject=Registration,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="`{name}` may answer {statuses}, which the schema conceals; add it to `responses`",
    advice="Add {statuses} to the `responses` of `{name}`, or of its router where all routes share "
    "it.",
)
def undocumented_error(registration: Registration, context: Context) -> Iterator[Match]:
    if registration.handler is None or registration.kind != "http":
        return
    routes = [
        route
        for route in context.project.authentication.routes_of(registration)
        if route.include_in_schema
    ]
    missing = [set(_undocumented(route, context)) for route in routes]
    statuses = sorted(set.intersection(*missing)) if missing else []
    if statuses:
        yield at(
            registration,
            name=registration.handler.name,
            statuses=", ".join(map(str, statuses)),
        )


def _undocumented(route: Route, context: Context) -> Iterator[int]:
    """The statuses of what leaves the handler or a dependency, less those that are documented."""
    exceptions = context.project.exceptions
    for raised in exceptions.refusing(route):
        status = raised.status
        if status is None or not exceptions.types.is_http(raised.type) or status == _BY_FASTAPI:
            continue
        if status != route.status_code and not _is_documented(status, route):
            yield status


def _is_documented(status: int, route: Route) -> bool:
    documented = {response.upper() for response in route.responses}
    return not documented.isdisjoint({str(status), f"{status // 100}XX", "DEFAULT"})
