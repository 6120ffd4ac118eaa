'''A route outside of the version that nearly all others are in.

Clients of ``/v1`` are promised that it does not change under them. A route beside it has no such
promise and no way to a ``/v2``; mostly it was included without the prefix by mistake.

Bad:

```python title="app.py"
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books")
orders = APIRouter(prefix="/orders")
app = FastAPI()


def show(name: str = "") -> str:
    """Something of the shop."""
    return name


for part in ("new", "used", "rare", "signed", "lost", "sold", "old", "bound", "torn"):
    books.add_api_route(f"/{part}", show)


@orders.get("/open")
def list_orders() -> list[int]:  # FAA114
    """The open orders."""
    return []


app.include_router(books, prefix="/v1")
app.include_router(orders)
```

Good:

```python title="app.py"
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books")
orders = APIRouter(prefix="/orders")
app = FastAPI()


def show(name: str = "") -> str:
    """Something of the shop."""
    return name


for part in ("new", "used", "rare", "signed", "lost", "sold", "old", "bound", "torn"):
    books.add_api_route(f"/{part}", show)


@orders.get("/open")
def list_orders() -> list[int]:
    """The open orders."""
    return []


app.include_router(books, prefix="/v1")
app.include_router(orders, prefix="/v1")
```

Silent where less than nine tenths of at least ten routes have a version, about health checks,
metrics, logins, webhooks, pages and redirects, and about routes that are not in the schema.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration
from flake8_fastapi_arch.project.routes.conventions import is_apart, is_documented, is_versioned


@checker(
    code="FAA114",
    subject=Registration,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{path}` has no version, unlike most paths; serve it under `{version}`",
    advice="Serve `{path}` under `{version}`, as most of the routes, or keep it out of the schema.",
)
def unversioned_route(registration: Registration, context: Context) -> Iterator[Match]:
    if not context.project.routing.is_written_out(registration):
        return
    conventions = context.project.conventions
    routes = context.project.routing.routes(registration)
    handler = registration.handler
    if handler is not None and context.project.responses.answers_itself(handler):
        return
    if not routes or any(
        is_versioned(route) or not is_documented(route) or is_apart(route) for route in routes
    ):
        return
    version = conventions.versions(routes[0])
    if version is not None:
        yield at(registration, path=routes[0].path, version=f"/{version}")
