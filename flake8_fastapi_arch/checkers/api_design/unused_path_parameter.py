'''A path parameter that nothing takes, or one that no path has.

A ``{shop_id}`` that neither the handler nor a dependency takes is decoration: whatever the client
asks for, it gets the same. Often the prefix was added by an ``include_router`` elsewhere, and the
handler goes on to serve every shop's data. The reverse, a parameter marked ``Path()`` whose name
the path does not have, is worse: no request can give it, and each is refused with 422.

Bad:

```python title="orders.py"
from typing import Annotated

from fastapi import APIRouter, Path

router = APIRouter()


@router.get("/orders/{order_id}")
def read_order(order_id: int) -> dict[str, int]:  # FAA105
    """An order, of whichever shop."""
    return {"id": order_id}


@router.get("/orders/{order_id}/lines/{line_no}")
def read_line(  # FAA105
    shop_id: int, order_id: int, line: Annotated[int, Path()]
) -> dict[str, int]:
    """A line of an order: always 422."""
    return {"shop": shop_id, "order": order_id, "line": line}
```

```python title="app.py"
import orders
from fastapi import FastAPI

app = FastAPI()
app.include_router(orders.router, prefix="/shops/{shop_id}")
```

Good:

```python title="orders.py"
from typing import Annotated

from fastapi import APIRouter, Path

router = APIRouter()


@router.get("/orders/{order_id}")
def read_order(shop_id: int, order_id: int) -> dict[str, int]:
    """An order of a shop."""
    return {"shop": shop_id, "id": order_id}


@router.get("/orders/{order_id}/lines/{line_no}")
def read_line(
    shop_id: int, order_id: int, line: Annotated[int, Path(alias="line_no")]
) -> dict[str, int]:
    """A line of an order."""
    return {"shop": shop_id, "order": order_id, "line": line}
```

Silent where any dependency of the route, its routers and their inclusions takes the parameter,
where one of them is not resolved, takes a Pydantic model from the path or looks into the
``Request``; where the handler only raises; about parameters with the converter ``path``, those that
begin with ``_``, and those of mounts.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.measures import only_raises
from flake8_fastapi_arch.project.routes.application import Registration


@checker(
    code="FAA105",
    subject=Registration,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="path parameter `{name}` {problem}",
    advice="Make path and signature agree: `{name}` {problem}.",
)
def unused_path_parameter(registration: Registration, context: Context) -> Iterator[Match]:
    parameters = context.project.path_parameters
    said = set()
    for route in context.project.routing.routes(registration):
        answers = route.handler is None or not only_raises(route.handler.node)
        for name in parameters.unused(route) if answers else ():
            if name not in said:
                said.add(name)
                problem = f"of `{route.path}` is not taken; take it or drop it"
                yield at(registration, name=name, problem=problem)
        for name in parameters.missing(route):
            if name not in said:
                said.add(name)
                problem = f"is not in `{route.path}`, so each request is refused; name it there"
                yield at(registration, name=name, problem=problem)
