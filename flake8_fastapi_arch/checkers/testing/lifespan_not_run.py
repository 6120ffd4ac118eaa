'''A test client that leaves out the lifespan which the requested route needs.

``TestClient(app)`` runs start-up and shutdown only as a context manager; ``ASGITransport`` never
does. What the lifespan puts into ``app.state`` is then not there: the route fails in the test with
an ``AttributeError`` that no deployment ever sees, or the test avoids the route.

Bad:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.rate = 20
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/price")
def read_price(request: Request, weight: int) -> int:
    """What an order costs."""
    return weight * request.app.state.rate
```

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)  # FAA604


def test_price() -> None:
    assert client.get("/price", params={"weight": 3}).json() == 60
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient


def test_price() -> None:
    with TestClient(app) as client:
        assert client.get("/price", params={"weight": 3}).json() == 60
```

It speaks where a route that the client requests, or a dependency of it, reads from ``state`` what
only the lifespan or a start-up handler puts there. That a lifespan is left out alone says nothing:
many tests do so on purpose, to stay away from the database.

Silent where the client is entered anywhere, where tests put the same thing into ``state``, override
what reads it, or run the lifespan by other means (``LifespanManager``, ``lifespan_context``).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Attribute, Call, Constant, Function, Module
from flake8_fastapi_arch.facts.walk import definitions, own
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Route

_OTHER_MEANS = ("LifespanManager", "lifespan_context", "startup", "lifespan")


@checker(
    code="FAA604",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="without its lifespan the app lacks `state.{name}`, which `{path}` reads; {instead}",
    advice="Run the lifespan around the requests: {instead}. `{path}` reads `state.{name}`.",
)
def lifespan_not_run(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if module not in project.fixtures.tests:
        return
    set_at_start = _set_at_start(project)
    if not set_at_start or _is_run_otherwise(project):
        return
    said: set[Call] = set()
    for request in project.test_requests.requests:
        client = request.client
        made = client.made if client is not None else None
        if client is None or client.kind == "live" or made is None or made.call in said:
            continue
        if made.scope.module is not module or made.call in project.test_requests.entered:
            continue
        for route in project.test_requests.answering(request):
            name = next((n for n in _read_by(route) if n in set_at_start), None)
            if name is not None and len(request.paths) == 1 and None not in request.paths[0]:
                said.add(made.call)
                instead = (
                    "use `with TestClient(app)`" if client.kind == "sync" else "run the lifespan"
                )
                yield at(made.call, anchor=name, name=name, path=route.path, instead=instead)
                break


@kept_for_each
def _set_at_start(project: Project) -> frozenset[str]:
    """What only the lifespan or a start-up handler puts into ``state``."""
    first: set[str] = set()
    others: set[str] = set()
    for module in project.modules.values():
        starting = _starting(module, project)
        others.update(_assigned(module))
        for definition in definitions(module):
            if isinstance(definition, Function):
                (first if definition in starting else others).update(_assigned(definition))
    for module in project.fixtures.tests:
        for call, _ in project.names.scopes(module).calls_named("setattr"):
            others |= {a.value for a in call.args if isinstance(a, Constant)}  # type: ignore[misc]
    return frozenset(first - others)


def _starting(module: Module, project: Project) -> set[Function]:
    """The functions of *module* that run when an app starts."""
    found = {
        symbol.node
        for call, scope in project.calls_named("FastAPI")
        if (lifespan := call.keyword("lifespan")) is not None
        for symbol in project.names.symbols(lifespan, scope)
        if isinstance(symbol, FunctionSymbol) and symbol.module is module
    }
    for definition in definitions(module):
        if isinstance(definition, Function) and any(
            isinstance(d, Call)
            and isinstance(d.func, Attribute)
            and d.func.attr == "on_event"
            and any(isinstance(a, Constant) and a.value == "startup" for a in d.args)
            for d in definition.decorators
        ):
            found.add(definition)
    return {node for node in found if isinstance(node, Function)}


def _assigned(owner: Module | Function) -> Iterator[str]:
    """What *owner* puts into a ``state``."""
    nodes = owner.body if isinstance(owner, Module) else own(owner, Assign)
    for node in nodes:
        if isinstance(node, Assign):
            for target in node.targets:
                match target:
                    case Attribute(value=Attribute(attr="state"), attr=name):
                        yield name


def _read_by(route: Route) -> Iterator[str]:
    """What the handler of *route* and its dependencies read from a ``state``."""
    called = [route.handler, *(d.callee for d in route.closure.flat())]
    for symbol in called:
        if isinstance(symbol, FunctionSymbol):
            for node in own(symbol.node, Attribute):
                match node:
                    case Attribute(value=Attribute(attr="state"), attr=name):
                        yield name


def _is_run_otherwise(project: Project) -> bool:
    """Whether tests run the lifespan by other means, or may replace what reads the state."""
    return any(
        project.names.scopes(module).calls_named(*_OTHER_MEANS)
        or project.replacements.overrides(module)
        for module in project.fixtures.tests
    )
