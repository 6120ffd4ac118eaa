'''An override of a function that no route depends on: the test runs against the real thing.

``dependency_overrides`` is a dict. A key that FastAPI never looks up is no error: the function was
renamed, wrapped, or is called by another dependency instead of being one. The test then talks to
the database, the mail server or the payment provider that it meant to replace.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def read_rate() -> int:
    return 20


def get_rate() -> int:
    return read_rate()


@app.get("/price")
def read_price(weight: int, rate: Annotated[int, Depends(get_rate)]) -> int:
    """What an order costs."""
    return weight * rate
```

```python title="test_app.py"
import app
from fastapi.testclient import TestClient

client = TestClient(app.app)


def test_price() -> None:
    app.app.dependency_overrides[app.read_rate] = lambda: 1  # FAA606
    assert client.get("/price", params={"weight": 3}).json() != 0
    app.app.dependency_overrides.clear()
```

Good:

```python title="test_app.py"
import app
from fastapi.testclient import TestClient

client = TestClient(app.app)


def test_price() -> None:
    app.app.dependency_overrides[app.get_rate] = lambda: 1
    assert client.get("/price", params={"weight": 3}).json() == 3
    app.app.dependency_overrides.clear()
```

Silent where the routes or the dependencies of the application are not completely known, where
anything in the project says ``Depends`` of the function, where the project itself looks at the
overrides, and about keys that are no functions of the project.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Expression, Module, Name
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_MARKERS = ("Depends", "Security")


@checker(
    code="FAA606",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="no route depends on `{function}`: the override does nothing",
    advice="Override the function that the routes depend on, instead of `{function}`.",
)
def override_of_nothing(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if module not in project.fixtures.tests:
        return
    overrides = project.replacements.overrides(module)
    if not overrides or project.replacements.are_read_by_the_project:
        return
    if not project.routing.knows_all_routes:
        return
    if any(not route.closure.complete for route in project.application.routes):
        return
    for override in overrides:
        function = _function(override.key, override.scope, context)
        if (
            function is not None
            and function not in project.dependencies
            and not _is_said_to_be_one(function, context)
        ):
            yield at(override, anchor=function.name, function=function.name)


def _function(key: Expression, scope: Scope, context: Context) -> FunctionSymbol | None:
    """The function of the application that *key* is, where it can be nothing else."""
    symbols = context.project.names.symbols(key, scope)
    if len(symbols) != 1 or not isinstance(symbols[0], FunctionSymbol):
        return None
    function = symbols[0]
    is_plain = "." not in function.name and not getattr(function.node, "decorators", ())
    return function if is_plain and not is_test(function.module.path) else None


def _is_said_to_be_one(function: FunctionSymbol, context: Context) -> bool:
    names = context.project.names
    return any(
        isinstance(node, Name) and function in names.symbols(node, scope)
        for marker in _MARKERS
        for call, scope in context.project.calls_named(marker)
        for node in walk(call)
    )
