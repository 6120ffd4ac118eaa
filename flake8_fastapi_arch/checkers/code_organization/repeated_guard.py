'''A guard repeated on every route of a router.

What each route of a router asks for belongs on the router. Spelled on each, it is missing from the
next one that somebody adds, and nothing says so.

Bad:

```python title="app.py"
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException


def require_token(token: str = Header()) -> None:
    if not token.startswith("shop-"):
        raise HTTPException(403)


router = APIRouter(prefix="/orders")  # FAA524


@router.get("", dependencies=[Depends(require_token)])
def read_orders() -> list[str]:
    """All orders."""
    return []


@router.get("/{order_id}", dependencies=[Depends(require_token)])
def read_order(order_id: int) -> dict[str, int]:
    """An order."""
    return {"id": order_id}


@router.get("/{order_id}/lines", dependencies=[Depends(require_token)])
def read_lines(order_id: int) -> dict[str, int]:
    """The lines of an order."""
    return {"id": order_id}


app = FastAPI()
app.include_router(router)
```

Good:

```python title="app.py"
from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException


def require_token(token: str = Header()) -> None:
    if not token.startswith("shop-"):
        raise HTTPException(403)


router = APIRouter(prefix="/orders", dependencies=[Depends(require_token)])


@router.get("")
def read_orders() -> list[str]:
    """All orders."""
    return []


@router.get("/{order_id}")
def read_order(order_id: int) -> dict[str, int]:
    """An order."""
    return {"id": order_id}


@router.get("/{order_id}/lines")
def read_lines(order_id: int) -> dict[str, int]:
    """The lines of an order."""
    return {"id": order_id}


app = FastAPI()
app.include_router(router)
```

Silent about routers with fewer than three routes, where one route does without the guard, where a
handler uses its value, and about dependencies with ``yield``, which provide something.
'''

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Display,
    Expression,
    Function,
    Module,
    Name,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own, statements
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.startup.fastapi_model import DEPENDS, ROUTERS, SECURITY, VERBS

_REGISTERING = frozenset(
    {*VERBS, "api_route", "websocket", "add_api_route", "add_api_websocket_route"}
)
_LEAST_ROUTES = 3


@dataclasses.dataclass(frozen=True)
class _Guard:
    """A dependency of which nobody takes the value; ``words`` is how the first route spells it."""

    symbol: FunctionSymbol | ClassSymbol
    words: str = dataclasses.field(compare=False)


@checker(
    code="FAA524",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="all {count} routes of `{router}` repeat the guard `{guard}`; put it on the router",
    advice="Put `Depends({guard})` into the `dependencies=` of `{router}` and take it off its "
    "{count} routes.",
)
def repeated_guard(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    top = context.project.names.scopes(module).top
    for statement in statements(module.body):
        match statement:
            case Assign(targets=(Name(id=router),), value=Call(func=func)) if not (
                ROUTERS.isdisjoint(context.project.names.dotted(func, top))
            ):
                handlers = _handlers(router, module, context)
                if len(handlers) < _LEAST_ROUTES:
                    continue
                guards = [list(_guards(call, f, top, context)) for call, f in handlers]
                for guard in dict.fromkeys(guards[0]):
                    if all(guard in others for others in guards):
                        yield at(statement, count=len(guards), router=router, guard=guard.words)


def _handlers(router: str, module: Module, context: Context) -> list[tuple[Call, Function]]:
    """The functions that *router* decorates; none where it gets routes in other ways, too."""
    found = [
        (decorator, statement)
        for statement in statements(module.body)
        if isinstance(statement, Function)
        for decorator in statement.decorators
        if isinstance(decorator, Call) and _registers(decorator, router)
    ]
    calls = [c for c, _ in context.project.names.scopes(module).calls if _registers(c, router)]
    return found if len(calls) == len(found) else []


def _registers(call: Call, router: str) -> bool:
    match call.func:
        case Attribute(value=Name(id=name), attr=attr):
            return name == router and attr in _REGISTERING
    return False


def _guards(call: Call, function: Function, scope: Scope, context: Context) -> Iterator[_Guard]:
    """What the route depends on without taking its value."""
    dependencies = call.keyword("dependencies")
    if isinstance(dependencies, Display):
        for item in dependencies.items:
            yield from _guard(item, scope, context)
    used = {node.id for node in own(function, Name)}
    for parameter in function.parameters:
        if parameter.name not in used:
            for marker, where in context.project.names.markers(parameter, scope):
                yield from _guard(marker, where, context)


def _guard(depends: Expression, scope: Scope, context: Context) -> Iterator[_Guard]:
    names = context.project.names
    if not isinstance(depends, Call) or len(depends.args) != 1 or depends.keywords:
        return
    if (DEPENDS | SECURITY).isdisjoint(names.dotted(depends.func, scope)):
        return
    for symbol in names.symbols(depends.args[0], scope):
        match symbol:
            case FunctionSymbol(node=Function(is_generator=True)):
                pass
            case FunctionSymbol() | ClassSymbol():
                yield _Guard(symbol, text(depends.args[0]))
