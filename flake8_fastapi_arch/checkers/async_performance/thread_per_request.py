'''A thread or a pool made for each request grows with the load.

FastAPI already runs ``def`` handlers in a pool of threads of limited size. A ``Thread`` started by
a handler has no such limit, outlives the response unseen, and dies with the process; a
``ThreadPoolExecutor`` made in a handler starts its threads anew for each request, and leaving its
``with`` block waits for them; a process pool starts interpreters.

Bad:

```python title="app.py"
from concurrent.futures import ThreadPoolExecutor

from fastapi import FastAPI

app = FastAPI()


def price(book: str) -> float:
    return len(book) * 1.5


@app.get("/prices")
def read_prices(books: str) -> list[float]:
    """What the books cost."""
    with ThreadPoolExecutor() as pool:  # FAA417
        return list(pool.map(price, books.split(",")))
```

Good:

```python title="app.py"
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()
workers = ThreadPoolExecutor(max_workers=8)


def get_workers() -> ThreadPoolExecutor:
    return workers


def price(book: str) -> float:
    return len(book) * 1.5


@app.get("/prices")
def read_prices(
    books: str, pool: Annotated[ThreadPoolExecutor, Depends(get_workers)]
) -> list[float]:
    """What the books cost."""
    return list(pool.map(price, books.split(",")))
```

Silent about threads and pools made at start-up or kept (module level, ``app.state``, a cached
factory, an attribute filled on first use), threads that a helper or the handler of a WebSocket
starts and leaves running, and functions that no request reaches.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_JOINS = frozenset({"threading.Thread.join", "multiprocessing.Process.join"})


@checker(
    code="FAA417",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{function}` makes `{made}` for each request; share a pool",
    advice="Let `{function}` use one pool for all requests, or a background task or queue, instead "
    "of a `{made}` each.",
)
def thread_per_request(function: Function, context: Context) -> Iterator[Match]:
    symbol, project = context.symbol(function), context.project
    lasts = project.application.is_only_for_websockets(function)
    for site, made in project.lifetimes.made_per_request(symbol, "thread", "pool"):
        # A thread that a helper leaves running may belong to something that lives longer.
        is_pool = project.libraries.makes(made) == "pool"
        is_root = symbol in project.effects.roots and not lasts
        if is_pool or is_root or _waits_for_it(symbol, context):
            yield at(site, anchor=made, function=function.name, made=made)


def _waits_for_it(symbol: FunctionSymbol, context: Context) -> bool:
    effects = context.project.effects
    return any(_JOINS.intersection(effects.targets(s).libraries) for s in effects.sites(symbol))
