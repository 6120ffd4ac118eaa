'''A route without a tag, in an API that sorts its routes by tags.

``/docs`` lists it under "default", away from its siblings, and generators of clients, which make a
class of each tag, put its method where nobody looks.

Bad:

```python title="app.py"
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books", tags=["books"])
shop = APIRouter(prefix="/shop", tags=["shop"])
app = FastAPI()


@books.get("")
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]


@books.get("/{book_id}")
def read_book(book_id: int) -> str:
    """One book."""
    return "Emma"


@books.get("/{book_id}/price")
def read_price(book_id: int) -> int:
    """What it costs."""
    return 12


@shop.get("")
def read_shop() -> str:
    """The shop."""
    return "Books & Co"


@shop.get("/hours")
def read_hours() -> list[int]:
    """When it is open."""
    return [9, 18]


@app.get("/orders")
def list_orders() -> list[int]:  # FAA110
    """The open orders."""
    return []


app.include_router(books)
app.include_router(shop)
```

Good:

```python title="app.py"
from fastapi import APIRouter, FastAPI

books = APIRouter(prefix="/books", tags=["books"])
shop = APIRouter(prefix="/shop", tags=["shop"])
app = FastAPI()


@books.get("")
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]


@books.get("/{book_id}")
def read_book(book_id: int) -> str:
    """One book."""
    return "Emma"


@books.get("/{book_id}/price")
def read_price(book_id: int) -> int:
    """What it costs."""
    return 12


@shop.get("")
def read_shop() -> str:
    """The shop."""
    return "Books & Co"


@shop.get("/hours")
def read_hours() -> list[int]:
    """When it is open."""
    return [9, 18]


@app.get("/orders", tags=["orders"])
def list_orders() -> list[int]:
    """The open orders."""
    return []


app.include_router(books)
app.include_router(shop)
```

Silent where fewer than two thirds of the routes are tagged, where tags are not known, about
routes that are not in the schema, and about health checks, logins and the root.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration
from flake8_fastapi_arch.project.routes.conventions import is_apart, is_documented


@checker(
    code="FAA110",
    subject=Registration,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{route}` has no tag, unlike most routes; tag it or its router",
    advice="Give `{route}` a tag, best on its router: `APIRouter(tags=[...])`.",
)
def untagged_route(registration: Registration, context: Context) -> Iterator[Match]:
    if not context.project.routing.is_written_out(registration):
        return
    conventions = context.project.conventions
    routes = context.project.routing.routes(registration)
    if routes and all(
        not route.tags
        and "**" not in route.arguments
        and is_documented(route)
        and not is_apart(route)
        and conventions.tags(route)
        for route in routes
    ):
        yield at(registration, route=f"{'/'.join(routes[0].methods)} {routes[0].path}")
