'''A start-up handler beside a lifespan never runs.

An app that was given ``lifespan=`` runs that and nothing else: ``@app.on_event("startup")``,
``on_startup=`` and ``add_event_handler`` are accepted and forgotten, in every version of FastAPI.
The pool is never opened, the scheduler never started, and no error says so.

Bad:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

prices: dict[str, int] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    prices.clear()


app = FastAPI(lifespan=lifespan)


@app.on_event("startup")  # FAA123
def load_prices() -> None:
    prices["emma"] = 12


@app.get("/prices")
def read_prices() -> dict[str, int]:
    """What the books cost."""
    return prices
```

Good:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

prices: dict[str, int] = {}


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    prices["emma"] = 12
    yield
    prices.clear()


app = FastAPI(lifespan=lifespan)


@app.get("/prices")
def read_prices() -> dict[str, int]:
    """What the books cost."""
    return prices
```

Silent about apps without a lifespan, apps whose making is not found, routers (what theirs do
depends on the version), and a ``lifespan=`` that may be ``None``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    BoolOp,
    Call,
    Constant,
    Expression,
    IfExp,
    Module,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.routes.origins import Made

_REGISTERING = ("on_event", "add_event_handler")
_PASSED = ("on_startup", "on_shutdown")


@checker(
    code="FAA123",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{handler}` never runs: the app has a lifespan; do it there",
    advice="Move what `{handler}` does into the lifespan: beside one, start-up and shutdown "
    "handlers never run.",
)
def startup_handler_ignored(module: Module, context: Context) -> Iterator[Match]:
    for call, app, scope, handler in _handlers(module, context):
        makers = context.project.origins.of(app, scope)
        if makers and all(_has_lifespan(made, context) for made in makers):
            made, where = makers[0]
            place = Related(where.module.path, made.line, "the app is made with a lifespan")
            yield at(call, related=(place,), handler=handler)


def _handlers(module: Module, context: Context) -> Iterator[tuple[Call, Expression, Scope, str]]:
    """The calls that register handlers, with the app they are for and what they are called."""
    scopes = context.project.names.scopes(module)
    for call, scope in scopes.calls_named(*_REGISTERING):
        if isinstance(call.func, Attribute):
            yield call, call.func.value, scope, text(call.func)
    for call, scope in scopes.calls:
        given = {keyword.arg for keyword in call.keywords}
        if "lifespan" in given:
            yield from ((call, call, scope, name) for name in _PASSED if name in given)


def _has_lifespan(made: Made, context: Context) -> bool:
    lifespan = made[0].keyword("lifespan")
    return context.project.origins.is_app(made) and not _may_be_none(lifespan)


def _may_be_none(value: Expression | None) -> bool:
    return value is None or isinstance(value, (Constant, IfExp, BoolOp))
