'''A query inside a loop asks the database once per element instead of once.

Ten rows in the test database hide it; ten thousand in production do not. Each round trip costs
about a millisecond even where the query itself is free. The rows of all elements can be had at
once: with an ``IN`` list, a join, or an eager loading option.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/prices")
def read_prices(ids: str, session: Annotated[Session, Depends(get_session)]) -> list[int]:
    """The prices of some books."""
    prices = []
    for book in ids.split(","):
        row = session.execute(text("SELECT price FROM book WHERE id = :id"), {"id": book})  # FAA201
        prices.append(row.scalar_one())
    return prices
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import bindparam, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))
PRICES = text("SELECT price FROM book WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/prices")
def read_prices(ids: str, session: Annotated[Session, Depends(get_session)]) -> list[int]:
    """The prices of some books."""
    return list(session.execute(PRICES, {"ids": ids.split(",")}).scalars())
```

One finding a loop, at its first query. Asking Redis for one key after the other counts: there are
``MGET`` and pipelines.

Silent about look-alikes such as ``dict.get`` (the type of the receiver decides, not the name of the
method), loops over what the code writes out, over batches and over what arrives bit by bit, loops
that poll, page or retry, try one key or one way after the other until something is found, or wait
for another service each time, and functions that no request reaches. Nor does it speak where one
statement could not serve all: for another table each, for one kind of element among several, only
for what is not known yet or has to change, or in a transaction of its own each. Commits and
refreshes in a loop are FAA205.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import For, Function, Jump, Return
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.project.data.queries import (
    asks_for_one_key,
    is_about_no_rows,
    reads_or_changes_rows,
)
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.loops import Loop, iterable_of


@checker(
    code="FAA201",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` runs one query per element of `{iterable}`; send one for all",
    advice="Fetch or change what belongs to all elements of `{iterable}` with one statement, "
    "instead of `{call}` for each.",
)
def query_in_loop(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    effects, loops = context.project.effects, context.project.loops
    if not effects.serves(symbol):
        return
    seen: set[Loop] = set()
    for site in effects.sites(symbol):
        if not site.loops or not _is_query(site, context):
            continue
        loop = loops.per_element(site, symbol)
        if loop is None or loop in seen or _tries_keys(site, loop, context):
            continue
        if not loops.waits(site, loop, symbol) and not loops.stops_when_found(site, loop, symbol):
            seen.add(loop)
            yield at(site, call=text(site.call.func), iterable=text(iterable_of(loop)))


def _tries_keys(site: Site, loop: Loop, context: Context) -> bool:
    """Whether *loop* tries one key after the other of a key-value store until it has what it
    wants."""
    effects = context.project.effects.library_effects(site)
    return (
        isinstance(loop, For)
        and any(map(asks_for_one_key, effects))
        and any(
            isinstance(each, Return) or (isinstance(each, Jump) and each.kind == "break")
            for each in statements(loop.body)
        )
    )


def _is_query(site: Site, context: Context) -> bool:
    effects = context.project.effects.library_effects(site)
    return any(
        reads_or_changes_rows(effect) or asks_for_one_key(effect) for effect in effects
    ) and not is_about_no_rows(site.call)
