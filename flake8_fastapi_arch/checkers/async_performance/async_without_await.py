'''A coroutine that awaits nothing and calls what may block is better a plain function.

FastAPI runs ``def`` handlers in a thread pool, where waiting is harmless, and ``async def``
handlers on the event loop, where it is not. A handler that never awaits gains nothing by being a
coroutine, and whatever it calls holds up every other request.

Bad:

```python title="stock.py"
import time


def count() -> int:
    time.sleep(0.1)
    return 3
```

```python title="app.py"
import stock
from fastapi import FastAPI

app = FastAPI()


@app.get("/stock")
async def count_stock() -> int:  # FAA412
    """How many copies there are."""
    return stock.count()
```

Good:

```python title="app.py"
import stock
from fastapi import FastAPI

app = FastAPI()


@app.get("/stock")
def count_stock() -> int:
    """How many copies there are."""
    return stock.count()
```

Silent about trivial handlers (data returned, objects built, pure calls), handlers that need the
loop they run on (``create_task``, a coroutine handed on), and calls whose receiver the sources do
not tell. What counts is a call that is known to block, through any number of functions; a method of
a library of which nothing is known may want the loop.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Await, For, Generator, Node, With
from flake8_fastapi_arch.facts.walk import own_nodes
from flake8_fastapi_arch.project.flow.blocking import blocks, holds
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA412",
    subject=Handler,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,
    message="`{handler}` awaits nothing and calls {call}; make it a plain `def`",
    advice="Make `{handler}` a plain `def`, so that {call} runs in a thread, or await an "
    "asynchronous equivalent.",
)
def async_without_await(handler: Handler, context: Context) -> Iterator[Match]:
    project, function = context.project, handler.function
    if not function.is_async or function.is_generator or any(map(_gives_way, own_nodes(function))):
        return
    symbol = handler.symbol
    sites = project.effects.sites(symbol)
    if any(_needs_the_loop(site, context) for site in sites):
        return
    for site in sites:
        call, related = _may_block(site, symbol, context)
        if call:
            yield at(function, related=related, anchor="", handler=function.name, call=call)
            break


def _gives_way(node: Node) -> bool:
    match node:
        case Await():
            return True
        case For(is_async=is_async) | With(is_async=is_async) | Generator(is_async=is_async):
            return is_async
    return False


def _needs_the_loop(site: Site, context: Context) -> bool:
    """Whether the call at *site* only works in a coroutine, or hands one on."""
    targets = context.project.effects.targets(site)
    if any(name.startswith(("asyncio.", "anyio.")) for name in targets.libraries):
        return True
    return any(getattr(function.node, "is_async", False) for function in targets.functions)


def _may_block(
    site: Site, symbol: FunctionSymbol, context: Context
) -> tuple[str, tuple[Related, ...]]:
    """What the call at *site* may wait in, by name and by place; empty for nothing."""
    effects = context.project.effects
    chain = holds(site, blocks, effects)
    if chain is not None and not context.project.lifetimes.happens_once(site, symbol, chain):
        return " -> ".join(f"`{name}`" for name in chain.names), context.related(chain)
    return "", ()
