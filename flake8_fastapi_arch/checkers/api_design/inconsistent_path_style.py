'''A path in another style than nearly all others.

Clients guess paths from those they know. One ``order_items`` among kebab-case paths is a 404 first,
and a missing or additional slash at the end a redirect that drops the headers of some clients.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    """Something of the shop."""
    return name


for part in ("new-books", "used-books", "rare-books", "gift-cards", "open-orders", "sold-out"):
    app.add_api_route(f"/{part}", show)
for part in ("shop", "staff", "hours"):
    app.add_api_route(f"/{part}", show)


@app.get("/price_list")
def read_prices() -> list[int]:  # FAA102
    """What the books cost."""
    return [12]
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


def show(name: str = "") -> str:
    """Something of the shop."""
    return name


for part in ("new-books", "used-books", "rare-books", "gift-cards", "open-orders", "sold-out"):
    app.add_api_route(f"/{part}", show)
for part in ("shop", "staff", "hours"):
    app.add_api_route(f"/{part}", show)


@app.get("/price-list")
def read_prices() -> list[int]:
    """What the books cost."""
    return [12]
```

Silent where an app has fewer than ten documented routes, where less than four fifths of its names
agree, and about parameters, versions, names of files and ``.well-known``. A prefix is
reported once.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration


@checker(
    code="FAA102",
    subject=Registration,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{name}` has {found}, most paths have {usual}; keep to one style",
    advice="Write `{name}` as most paths are written ({usual}), and redirect the old address.",
)
def inconsistent_path_style(registration: Registration, context: Context) -> Iterator[Match]:
    if not context.project.routing.is_written_out(registration):
        return
    for oddity in context.project.conventions.oddities(registration):
        yield at(registration, name=oddity.what, found=oddity.found, usual=oddity.usual)
