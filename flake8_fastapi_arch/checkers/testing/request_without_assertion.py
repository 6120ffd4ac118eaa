'''A test that sends a request and looks at nothing that comes back.

It stays green with a 404, a 422 or an empty list. The coverage counts the route as tested, and that
is all it is.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_all_books() -> None:  # FAA609
    client.get("/books")
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_all_books() -> None:
    response = client.get("/books")
    assert response.json() == ["Emma"]
```

Silent where anything asserts: the test, a helper or a fixture of it, ``raise_for_status``,
``pytest.raises``, a mock; where the response is handed to something that is not known, or taken
apart; where the sender is not surely a client of an app; and about methods of classes that neither
pytest nor unittest takes for tests.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assert, Call, Function, Raise, Subscript
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import dotted, walk, walk_statements
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.testing.fixtures import Fixtures

_ASSERTING = re.compile(
    r"assert|expect|verif|check|raise|valid|fail|warns|snapshot|ensure|should|compare|benchmark"
    r"|match|approv",
    re.IGNORECASE,
)
_DEPTH = 3


@checker(
    code="FAA609",
    subject=Function,
    impact=Impact.LOW,
    priority=Priority.P2,
    message="`{test}` requests {request} and asserts nothing; assert on the response",
    advice="Assert on the status and the body of what `{test}` gets back from {request}.",
)
def request_without_assertion(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    fixtures = project.fixtures
    if context.module not in fixtures.tests or not fixtures.is_test(function, context.module):
        return
    requests = [
        request
        for request in project.test_requests.of(context.module)
        if request.function is function
    ]
    if not requests or any(request.client is None for request in requests):
        return
    if _asserts(context.symbol(function), context, _DEPTH) or _is_given_an_assertion(
        function, context
    ):
        return
    if any(_ASSERTING.search(text(decorator)) for decorator in function.decorators):
        return
    yield at(function, anchor="", test=function.name, request=f"`{text(requests[-1].call.func)}`")


def _asserts(symbol: FunctionSymbol, context: Context, depth: int) -> bool:
    """Whether *symbol* or what it calls in the project looks at anything."""
    if not isinstance(symbol.node, Function):
        return False
    if any(isinstance(s, (Assert, Raise)) for s in walk_statements(symbol.node.body)):
        return True
    for site in context.project.effects.sites(symbol):
        name = (dotted(site.call.func) or text(site.call.func)).rpartition(".")[2]
        if _ASSERTING.search(name):
            return True
        if depth and any(
            _asserts(callee, context, depth - 1)
            for callee in context.project.effects.targets(site).functions
            if callee.module in context.project.fixtures.tests
        ):
            return True
    return any(
        isinstance(node, Subscript) and any(isinstance(inner, Call) for inner in walk(node.value))
        for statement in symbol.node.body
        for node in walk(statement)
    )


def _is_given_an_assertion(function: Function, context: Context) -> bool:
    """Whether a fixture asserts around the test, or gives it something that may."""
    fixtures: Fixtures = context.project.fixtures
    for parameter in function.parameters:
        if _ASSERTING.search(parameter.name):
            return True
        for fixture in fixtures.named(parameter.name, context.module):
            if isinstance(fixture.node, Function) and any(
                isinstance(s, Assert) for s in walk_statements(fixture.node.body)
            ):
                return True
    return False
