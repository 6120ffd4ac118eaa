'''An event loop started inside another fails; one for each request wastes it.

``asyncio.run`` and ``run_until_complete`` refuse to run where a loop is running already, which is
the case below every coroutine, however many plain functions lie between: ``RuntimeError``. In a
``def`` handler they work, and make a loop for every request, so that no client, pool or lock bound
to the server's loop can be used in it.

Bad:

```python title="app.py"
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load(book_id: int) -> str:
    await asyncio.sleep(0.01)
    return f"book {book_id}"


def load_now(book_id: int) -> str:
    return asyncio.run(load(book_id))


@app.get("/books/{book_id}")
async def read_book(book_id: int) -> str:
    """The book's title."""
    return load_now(book_id)  # FAA411


@app.get("/covers/{book_id}")
def read_cover(book_id: int) -> str:
    """The book's cover."""
    return asyncio.run(load(book_id))  # FAA411
```

Good:

```python title="app.py"
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load(book_id: int) -> str:
    await asyncio.sleep(0.01)
    return f"book {book_id}"


@app.get("/books/{book_id}")
async def read_book(book_id: int) -> str:
    """The book's title."""
    return await load(book_id)


@app.get("/covers/{book_id}")
async def read_cover(book_id: int) -> str:
    """The book's cover."""
    return await load(book_id)
```

Silent about scripts and start-up code, functions handed to a thread, functions that ask first
whether a loop is running, or that catch ``RuntimeError`` and then use a thread or a task, plain
handlers that run something on a loop that is kept, tests, and projects that use ``nest_asyncio``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.effects import Chain, Effects
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_RAISES = "one is running there, it raises"
_EACH_TIME = "one for each request"


@checker(
    code="FAA411",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{caller}` starts an event loop in {chain}: {consequence}; await instead",
    advice="Make `{caller}` and what lies between coroutines, and await instead of {chain}: "
    "{consequence}.",
)
def nested_event_loop(function: Function, context: Context) -> Iterator[Match]:
    symbol, effects = context.symbol(function), context.project.effects
    if not (function.is_async or effects.serves(symbol)) or is_test(context.module.path):
        return  # what tests replace is not seen
    for site in effects.sites(symbol):
        chain = context.project.nesting.started(site, symbol)
        if chain is None:
            continue
        if function.is_async or (symbol in effects.roots and _makes_it(chain, symbol, effects)):
            yield at(
                site,
                related=context.related(chain),
                anchor=chain.effect.name,
                caller=function.name,
                chain=" -> ".join(f"`{name}`" for name in chain.names),
                consequence=_RAISES if function.is_async else _EACH_TIME,
            )


def _makes_it(chain: Chain, symbol: FunctionSymbol, effects: Effects) -> bool:
    """Whether the loop is a new one each time, and not one that somebody keeps."""
    last = chain.steps[-1].function if chain.steps else symbol
    made = {name for site in effects.sites(last) for name in effects.targets(site).libraries}
    return not chain.effect.name.endswith("run_until_complete") or "asyncio.new_event_loop" in made
