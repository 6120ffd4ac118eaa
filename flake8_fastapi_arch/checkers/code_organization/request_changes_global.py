'''Module-level state changed while serving a request is shared by all of them, and by none.

Within a process, requests see each other's data and race for it; between the processes of a
deployment, each has its own. Tests leak into each other for the same reason. What belongs to a
request is passed along; what outlives it belongs to the database, a cache or ``app.state`` behind a
dependency.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()
carts: dict[str, list[str]] = {}


@app.put("/carts/{user}")
def add_to_cart(user: str, book: str) -> list[str]:
    """Put a book into the user's cart."""
    carts[user] = [*carts.get(user, []), book]  # FAA506
    return carts[user]
```

Good:

```python title="carts.py"
from typing import Annotated, Protocol

from fastapi import Depends, Request


class Carts(Protocol):
    def add(self, user: str, book: str) -> list[str]: ...


def get_carts(request: Request) -> Carts:
    return request.app.state.carts


CartsDependency = Annotated[Carts, Depends(get_carts)]
```

```python title="app.py"
from carts import CartsDependency
from fastapi import FastAPI

app = FastAPI()


@app.put("/carts/{user}")
def add_to_cart(user: str, book: str, carts: CartsDependency) -> list[str]:
    """Put a book into the user's cart."""
    return carts.add(user, book)
```

Silent about changes under a lock, things made on their first use, results kept by key, what is
replaced as a whole (`plugins.clear()`, then `plugins.update(found)`; a name that is bound anew to
what no request has brought), what is only taken out, locks and tasks, and lists of what is going
on: the function itself takes things out again, or another one that is no handler. Silent about
objects that are no plain list, dict or set (bounded caches, metrics, context variables), and about
functions that no request reaches. Silent too about modules without routes: of the registries and
counters that such modules keep on the corpus, nearly all belonged to their process (tasks, sockets,
models loaded at import).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.flow.globals import Change, changes, removed_from
from flake8_fastapi_arch.project.flow.keys import names_behind
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


@checker(
    code="FAA506",
    subject=Function,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{function}` changes the module-level `{name}` while serving a request",
    advice="Keep `{name}` out of module scope: pass it in with `Depends`, or store it where all "
    "processes see it.",
)
def request_changes_global(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not context.project.effects.serves(symbol):
        return
    if not context.project.application.registrations_in(context.module):
        return
    found = list(changes(symbol, context.project.names))
    if not found or _runs_on_import(symbol, context):
        return
    told = set(_taken_out(context))
    for change in found:
        if change.name not in told and not _is_the_servers_own(change, symbol, context):
            told.add(change.name)
            yield at(change, anchor=change.name, function=function.name, name=change.name)


def _is_the_servers_own(change: Change, function: FunctionSymbol, context: Context) -> bool:
    """Whether *change* renews something by what no request has brought: a setting, a time."""
    if change.renewed is None:
        return False
    if context.project.keys.sent_to(function) is None:
        return True
    scope = context.project.names.scope_of(function.module, function.node)
    given = {parameter.name for parameter in function.node.parameters}
    return given.isdisjoint(names_behind(change.renewed, scope))


def _taken_out(context: Context) -> Iterator[str]:
    """The containers that functions of the module other than handlers take something out of."""
    for definition in definitions(context.module):
        if isinstance(definition, Function) and not context.project.application.routes_of(
            definition
        ):
            yield from removed_from(definition)


def _runs_on_import(symbol: FunctionSymbol, context: Context) -> bool:
    names = context.project.names
    top = names.scopes(symbol.module).top
    return any(symbol in names.symbols(call.func, top) for call in top.calls)
