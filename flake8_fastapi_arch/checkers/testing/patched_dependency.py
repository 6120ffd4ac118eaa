'''A dependency patched by name: the routes hold the original, and go on calling it.

``Depends(get_rate)`` takes the function when the module is imported. ``patch`` puts something else
under the name ``get_rate`` afterwards, which nobody looks up any more. The test passes or fails
with the real dependency.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_rate() -> int:
    return 20


@app.get("/price")
def read_price(weight: int, rate: Annotated[int, Depends(get_rate)]) -> int:
    """What an order costs."""
    return weight * rate
```

```python title="test_app.py"
from unittest.mock import patch

from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price() -> None:
    with patch("app.get_rate", return_value=1):  # FAA607
        assert client.get("/price", params={"weight": 3}).json() != 0
```

Good:

```python title="test_app.py"
from app import app, get_rate
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price() -> None:
    app.dependency_overrides[get_rate] = lambda: 1
    assert client.get("/price", params={"weight": 3}).json() == 3
    app.dependency_overrides.clear()
```

Silent where anything calls the function by the patched name, where its routes are made inside of a
function (a factory may run after the patch), where the test imports or reloads modules itself,
where it sends no request but calls dependencies by hand, and about patches at the top of a module.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.testing.replacements import Patch, imports_inside


@checker(
    code="FAA607",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="routes hold `{name}` itself: the patch does nothing; use `dependency_overrides`",
    advice="Replace `{name}` with `app.dependency_overrides[{name}]`: the patch does nothing.",
)
def patched_dependency(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    for patch in project.replacements.patches(module):
        if patch.function not in project.dependencies or _may_come_first(patch, context):
            continue
        if not project.replacements.is_looked_up(patch) and not _calls_by_hand(patch, context):
            yield at(patch.call, anchor=patch.name, name=patch.name)


def _calls_by_hand(patch: Patch, context: Context) -> bool:
    """Whether the test under the patch sends no request, but calls dependencies itself: it is no
    route that would have to be given another."""
    project = context.project
    owner = patch.scope.owner
    tests = [
        node
        for node in definitions(context.module)
        if isinstance(node, Function) and (node is owner or patch.call in node.decorators)
    ]
    sending = {request.function for request in project.test_requests.of(context.module)}
    return any(
        test not in sending
        and any(
            callee in project.dependencies
            for site in project.effects.sites(context.symbol(test))
            for callee in project.effects.targets(site).functions
        )
        for test in tests
    )


def _may_come_first(patch: Patch, context: Context) -> bool:
    """Whether the routes may be made while the patch is in place."""
    function = patch.scope.owner
    if isinstance(function, Module):
        decorated = [
            node
            for node in context.module.body
            if isinstance(node, Function) and patch.call in node.decorators
        ]
        if not decorated:
            return True
        function = decorated[0]
    if isinstance(function, Function) and imports_inside(function):
        return True
    return any(
        route.handler is None or "<locals>" in route.handler.name
        for route in context.project.application.routes
        if any(d.callee == patch.function for d in route.closure.flat())
    )
