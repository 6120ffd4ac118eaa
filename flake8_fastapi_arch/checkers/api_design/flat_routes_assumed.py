'''Code that reads ``app.routes`` as a flat list misses every included route.

From FastAPI 0.137, ``app.routes`` is a tree: an included router is one node in it, without
``path`` or ``methods``. Code that filters by ``isinstance(route, APIRoute)`` or reads with
``getattr`` goes silently short, and the rest raises. A test that each route has a guard then passes
because it looks at none.

Bad:

```text title="requirements.txt"
fastapi>=0.115
```

```python title="app.py"
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/books")


@router.get("/{book_id}")
def read_book(book_id: int) -> dict[str, int]:
    """A book."""
    return {"id": book_id}


app.include_router(router)
```

```python title="audit.py"
from app import app
from fastapi.routing import APIRoute


def unguarded() -> list[str]:
    return [
        route.path
        for route in app.routes  # FAA117
        if isinstance(route, APIRoute) and not route.dependencies
    ]
```

Good:

```text title="requirements.txt"
fastapi>=0.137.2
```

```python title="audit.py"
from app import app
from fastapi.routing import APIRoute, iter_route_contexts


def unguarded() -> list[str]:
    return [
        context.path
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute) and not context.dependencies
    ]
```

Silent where FastAPI stays below 0.137 or its version is not declared, where nothing is included,
where the code knows ``iter_route_contexts``, looks into ``routes`` of the elements or hands them to
a function that may, and where it looks for mounts.
'''

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Comprehension,
    Constant,
    Display,
    Expression,
    For,
    ImportFrom,
    Lambda,
    Module,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import children, dotted, statements, walk_statements
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.startup.fastapi_model import APPS

_READ = frozenset(
    {
        "path", "methods", "endpoint", "dependant", "dependencies", "name", "tags", "path_format",
        "response_model", "operation_id", "include_in_schema", "status_code", "summary", "matches",
    }
)  # fmt: skip
_KINDS = frozenset({"APIRoute", "APIWebSocketRoute", "Route", "WebSocketRoute"})
_WRAPPERS = frozenset({"list", "tuple", "sorted", "reversed", "set"})
_LOOKS = frozenset({"isinstance", "getattr", "hasattr", "print", "str", "repr", "id", "append"})


@dataclasses.dataclass(frozen=True)
class _Loop:
    """An iteration over ``routes``: its line, the name of the element, and what is done with it."""

    routes: Attribute
    element: str
    body: tuple[Node, ...]
    scope: Scope


@checker(
    code="FAA117",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{routes}` is a tree from FastAPI 0.137: included routes are missed; walk it",
    advice="Walk `{routes}` with `fastapi.routing.iter_route_contexts`: from FastAPI 0.137 it "
    "holds one node for each included router, not its routes.",
)
def flat_routes_assumed(module: Module, context: Context) -> Iterator[Match]:
    if not context.project.environment.possibly("fastapi", ">=0.137", near=module.path):
        return
    named = context.project.names.scopes(module).attributes
    if not any(a.attr == "routes" for a, _ in named) or _knows_the_tree(module):
        return
    for loop in _loops(module, context):
        if _assumes_routes(loop) and _includes(loop, context):
            yield Match(loop.routes.line, loop.routes.col, {"routes": text(loop.routes)})


def _loops(module: Module, context: Context) -> Iterator[_Loop]:
    scopes = context.project.names.scopes(module)
    for owner in scopes.owners():
        if isinstance(owner, Comprehension):
            scope = scopes.of(owner)
            parts = [owner.element, *([owner.value] if owner.value else [])]
            for generator in owner.generators:
                routes = _routes(generator.iter)
                if routes is not None and isinstance(generator.target, Name):
                    body = (*parts, *generator.ifs)
                    yield _Loop(routes, generator.target.id, body, scope.parent or scope)
        elif not isinstance(owner, Lambda):
            for statement in statements(owner.body):
                if isinstance(statement, For) and isinstance(statement.target, Name):
                    routes = _routes(statement.iter)
                    if routes is not None:
                        element = statement.target.id
                        yield _Loop(routes, element, statement.body, scopes.of(owner))


def _routes(iterated: Expression) -> Attribute | None:
    """The ``x.routes`` that is iterated over, copied or sorted or as it is."""
    match iterated:
        case Attribute(attr="routes"):
            return iterated
        case Call(func=Name(id=name), args=(inner, *_)) if name in _WRAPPERS:
            return _routes(inner)
    return None


def _knows_the_tree(module: Module) -> bool:
    return any(
        isinstance(statement, ImportFrom)
        and any(name.name == "iter_route_contexts" for name in statement.names)
        for statement in walk_statements(module.body)
    )


def _assumes_routes(loop: _Loop) -> bool:
    """Whether the elements are read as routes, and never as something that may hold more."""
    reads = False
    pending = list(loop.body)
    while pending:
        node = pending.pop()
        match node:
            case Attribute(value=Name(id=name), attr=attr) if name == loop.element:
                if attr in ("routes", "app", "original_router"):
                    return False
                reads = reads or attr in _READ
            case Call(func=func) if any(_is(part, loop.element) for part in node.passed):
                called = _last_name(func) if dotted(func) else getattr(func, "attr", "")
                if called not in _LOOKS or _looks_for_more(node):
                    return False
                reads = reads or called in ("isinstance", "getattr", "hasattr")
        pending.extend(children(node))
    return reads


def _looks_for_more(call: Call) -> bool:
    """``isinstance(r, Mount)``, ``hasattr(r, "routes")``: the element is no plain route."""
    for argument in call.args[1:]:
        match argument:
            case Constant(value="routes" | "app" | "original_router"):
                return True
            case Display(items=items):
                return any(_last_name(item) not in _KINDS for item in items)
            case Name() | Attribute() if _last_name(call.func) == "isinstance":
                return _last_name(argument) not in _KINDS
    return False


def _is(expression: Expression, name: str) -> bool:
    return isinstance(expression, Name) and expression.id == name


def _last_name(expression: Expression) -> str:
    return (dotted(expression) or "").rpartition(".")[2]


def _includes(loop: _Loop, context: Context) -> bool:
    """Whether the app or router that is iterated over includes routers."""
    project = context.project
    owner = loop.routes.value
    makers = project.origins.of(owner, loop.scope)
    if makers is None:
        values = project.types.of(owner, loop.scope)
        return any(project.types.is_a(value, *APPS) for value in values) and any(
            len(route.chain) > 1 for route in project.application.routes
        )
    for call, scope in project.calls_named("include_router"):
        if isinstance(call.func, Attribute):
            including = project.origins.of(call.func.value, scope)
            if including is not None and not set(including).isdisjoint(makers):
                return True
    return False
