'''A module of routes that nobody reads from end to end any more.

What belongs together is found by scrolling, every change meets every other one in the same file,
and new routes go where the file already is. A router per resource keeps the routes, their models
and their guards in sight of each other.

Bad:

```python title="app.py"
# options: max-router-lines=12
from fastapi import FastAPI

app = FastAPI()  # FAA503


@app.get("/books")
def read_books() -> None:
    """Show all books."""


@app.delete("/books")
def drop_books() -> None:
    """Drop all books."""


@app.get("/orders")
def read_orders() -> None:
    """Show all orders."""


@app.delete("/orders")
def drop_orders() -> None:
    """Drop all orders."""


@app.get("/letters")
def read_letters() -> None:
    """Show all letters."""


@app.delete("/letters")
def drop_letters() -> None:
    """Drop all letters."""


@app.get("/authors")
def read_authors() -> None:
    """Show all authors."""


@app.delete("/authors")
def drop_authors() -> None:
    """Drop all authors."""
```

Good:

```python title="books.py"
from fastapi import APIRouter

router = APIRouter(prefix="/books")


@router.get("")
def read_books() -> None:
    """Show all books."""


@router.delete("")
def drop_books() -> None:
    """Drop all books."""
```

```python title="app.py"
import books
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)
```

It speaks where a module with at least eight routes has more than ``max-router-lines`` lines. The
default, 500, is what makes a reader lose sight; 200 lines with documentation are common and fine.

Silent in tests, and about a module with fewer routes: what is long there is something else.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Option, Placed, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, ROUTERS

_MANY = 8  # routes; fewer of them are of one resource, which has no seam to be split at


@checker(
    code="FAA503",
    subject=Module,
    pattern="fat-router",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="{count} routes in {lines} lines; split the module by resource",
    advice="Give each resource a router module of its own: {count} routes share {lines} lines.",
    options=(
        Option(
            "max-router-lines", 500, "lines that a module with routes may have (FAA503)", "lines"
        ),
    ),
)
def long_router_module(module: Module, context: Context) -> Iterator[Match]:
    registrations = context.project.application.registrations_in(module)
    count = len({registration.line for registration in registrations})  # not: under how many paths
    if count < _MANY or module.lines <= context.limit("max-router-lines"):
        return
    if is_test(module.path):
        return
    yield at(
        _router(module, context) or registrations[0],
        anchor="",
        count=count,
        lines=module.lines,
    )


def _router(module: Module, context: Context) -> Placed | None:
    """Where the first router or app of *module* is made."""
    for call, scope in context.project.names.scopes(module).calls:
        if not (APPS | ROUTERS).isdisjoint(context.project.names.dotted(call.func, scope)):
            return call
    return None
