'''A lower layer that imports a higher one: neither can be used, tested or moved without the other.

Routers know services, services know repositories, and everything knows the tables. A service that
imports a router drags the web application into every job and test that wants the service, and ends
in import cycles that only imports inside of functions keep from failing.

Bad:

```python title="app/routers/orders.py"
from app.services.orders import price
from fastapi import APIRouter

router = APIRouter()
SHIPPING = 300


@router.get("/orders/{weight}/price")
def read_price(weight: int) -> int:
    """What an order costs."""
    return price(weight)
```

```python title="app/services/orders.py"
def price(weight: int) -> int:
    from app.routers.orders import SHIPPING  # FAA504

    return SHIPPING + 20 * weight
```

```python title="app/main.py"
from app.routers import orders
from fastapi import FastAPI

app = FastAPI()
app.include_router(orders.router)
```

Good:

```python title="app/services/orders.py"
SHIPPING = 300


def price(weight: int) -> int:
    return SHIPPING + 20 * weight
```

```python title="app/routers/orders.py"
from app.services.orders import price
from fastapi import APIRouter

router = APIRouter()


@router.get("/orders/{weight}/price")
def read_price(weight: int) -> int:
    """What an order costs."""
    return price(weight)
```

A module's layer is told by what it contains (routes, tables, settings, Pydantic models); services
and repositories are modules named so that contain what such modules do. ``fastapi-arch-layers`` has
the last word: ``repository: app/dal/*``.

Silent about imports under ``TYPE_CHECKING``, about dependencies (sessions commonly come from where
they are), about modules that assemble the application, and where either role is not sure.
'''

from __future__ import annotations

import collections
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module


@checker(
    code="FAA504",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="{own} module imports {names} of {above} `{module}`; move it below both",
    advice="Move {names} out of the {above} module `{module}`, to a layer that both may import, "
    "or pass it in.",
)
def layer_violation(module: Module, context: Context) -> Iterator[Match]:
    dotted_name = context.project.imports.dotted_name
    by_home = collections.defaultdict(list)
    for violation in context.project.roles.violations(module):
        by_home[violation[0].home].append(violation)
    for home, violations in by_home.items():
        # One finding for each module: whoever moves one name away moves all of them.
        edge, own, above = violations[0]
        assert own.role is not None
        assert above.role is not None
        others = len({other.name for other, _, _ in violations}) - 1
        yield at(
            edge,
            anchor=f"{home} {edge.name}",
            own=own.role.value,
            above=above.role.value,
            names=f"`{edge.name}` and {others} more" if others else f"`{edge.name}`",
            module=dotted_name(home),
        )
