'''A dependency override that outlives its test.

The app is one for all tests, and so are its overrides. What one test sets and nobody takes back is
in force for every test that happens to run later: they pass or fail by the order in which they run.

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
from app import app, get_rate
from fastapi.testclient import TestClient

client = TestClient(app)


def test_price_at_another_rate() -> None:
    app.dependency_overrides[get_rate] = lambda: 1  # FAA605
    assert client.get("/price", params={"weight": 3}).json() == 3


def test_price() -> None:
    assert client.get("/price", params={"weight": 0}).json() == 0
```

Good:

```python title="test_app.py"
from collections.abc import Iterator

import pytest
from app import app, get_rate
from fastapi.testclient import TestClient

client = TestClient(app)


@pytest.fixture
def low_rate() -> Iterator[None]:
    app.dependency_overrides[get_rate] = lambda: 1
    yield
    app.dependency_overrides.clear()


def test_price_at_another_rate(low_rate: None) -> None:
    assert client.get("/price", params={"weight": 3}).json() == 3


def test_price() -> None:
    assert client.get("/price", params={"weight": 0}).json() == 0
```

One finding for each dependency that a module of tests replaces, at the first time.

Silent where the module or a ``conftest.py`` takes overrides back anywhere, about
``monkeypatch.setitem`` and ``patch.dict``, about fixtures for the whole session and the top of a
``conftest.py`` (in force for all tests on purpose), about an app that is not surely shared, and
where there is only one test.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Function, Module
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.testing.replacements import Override


@checker(
    code="FAA605",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="the override of `{key}` is never taken back; clear it after the test",
    advice="Set the override of `{key}` in a fixture that clears it behind its `yield`.",
)
def leaking_override(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if module not in project.fixtures.tests:
        return
    overrides = [o for o in project.replacements.overrides(module) if not o.restores_itself]
    if not overrides or _is_restored(module, context):
        return
    owners, said = set(), set()
    for override in overrides:
        owner, key = override.scope.owner, text(override.key)
        if owner in owners or not _lasts_too_long(override, context):
            continue
        owners.add(owner)
        if key not in said and _is_shared(override, context):
            said.add(key)
            yield at(override, key=key)


def _is_restored(module: Module, context: Context) -> bool:
    restores = context.project.replacements.restores
    conftests = (m for m in context.project.fixtures.tests if m.path.endswith("conftest.py"))
    return restores(module) or any(map(restores, conftests))


def _lasts_too_long(override: Override, context: Context) -> bool:
    """Whether other tests run under the override that do not ask for it."""
    owner, module = override.scope.owner, override.scope.module
    fixtures = context.project.fixtures
    others = [m for m in fixtures.tests if m is not module and context.project.test_requests.of(m)]
    if isinstance(owner, Module):
        return not module.path.endswith("conftest.py") and bool(others)
    if not isinstance(owner, Function):
        return False
    decorator = fixtures.decorator(owner, module)
    if decorator is not None:
        scope = decorator.keyword("scope") if isinstance(decorator, Call) else None
        is_wide = isinstance(scope, Constant) and scope.value != "function"
        autouse = decorator.keyword("autouse") if isinstance(decorator, Call) else None
        return not is_wide and autouse is None and module.path.count("conftest.py") == 0
    if not fixtures.is_test(owner, module):
        return False
    tests = [
        d for d in definitions(module) if isinstance(d, Function) and fixtures.is_test(d, module)
    ]
    return len(tests) > 1 or bool(others)


def _is_shared(override: Override, context: Context) -> bool:
    """Whether the app is one that all tests use: made at the top of a module of the project."""
    made = context.project.origins.of(override.app, override.scope)
    return made is not None and all(
        isinstance(scope.owner, Module) and not is_test(scope.module.path) for _, scope in made
    )
