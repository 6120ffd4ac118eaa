'''Independent requests awaited one after the other take the sum of their times.

Nothing in the second needs the first, so both could be under way at once: ``asyncio.gather`` or a
``TaskGroup`` takes as long as the slowest. Whether that is welcome to the partner, and worth the
reading, is a judgement; so this is said only when asked for.

Bad:

```python title="app.py"
import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient(base_url="https://partner.example", timeout=5)


@app.get("/summary")
async def summarise() -> dict[str, int]:
    """How much there is."""
    books = await client.get("/books")  # FAA407
    authors = await client.get("/authors")
    return {"books": len(books.json()), "authors": len(authors.json())}
```

Good:

```python title="app.py"
import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient(base_url="https://partner.example", timeout=5)


@app.get("/summary")
async def summarise() -> dict[str, int]:
    """How much there is."""
    books, authors = await asyncio.gather(client.get("/books"), client.get("/authors"))
    return {"books": len(books.json()), "authors": len(authors.json())}
```

Silent where one needs the other's result, where anything stands between them, about writes,
databases (a session serves one statement at a time), and calls of which not all effects are
requests that read.
'''

from __future__ import annotations

import itertools
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Await, Call, Function, Name, Statement
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import blocks, own, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.libraries import Effect

_READS = frozenset({"fetch", "get", "head", "list", "options", "read", "retrieve", "search"})
_MODELS = ("anthropic.", "langchain_core.", "openai.")  # asked by `create`, and change nothing


@checker(
    code="FAA407",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="{count} independent requests are awaited in a row from `{call}` on; gather them",
    advice="Let the {count} requests from `{call}` on wait at the same time, with `asyncio.gather` "
    "or a `TaskGroup`.",
)
def sequential_awaits(function: Function, context: Context) -> Iterator[Match]:
    symbol, effects = context.symbol(function), context.project.effects
    if not effects.on_event_loop(symbol):
        return
    if len(own(function, Await)) < 2:
        return
    sites = {site.call: site for site in effects.sites(symbol) if site.is_awaited}
    for row in _rows(function.body, sites, context):
        call = row[0].call
        yield at(row[0], anchor=text(call.func), count=len(row), call=text(call.func))


def _rows(
    body: tuple[Statement, ...], sites: dict[Call, Site], context: Context
) -> Iterator[list[Site]]:
    """The runs of two or more independent reads in *body* and the blocks below it."""
    for awaits, statements in itertools.groupby(body, _awaits):
        if awaits:
            rows = _independent([*statements], sites, context)
            yield from (row for row in rows if len(row) > 1)
        else:
            for statement in statements:
                for block in blocks(statement):
                    yield from _rows(block, sites, context)


def _awaits(statement: Statement) -> bool:
    """Whether *statement* gives a variable what a call comes to."""
    match statement:
        case Assign(targets=(Name(),), value=Await(value=Call())):
            return True
    return False


def _independent(
    awaiting: list[Statement], sites: dict[Call, Site], context: Context
) -> Iterator[list[Site]]:
    """The runs of reads among the statements *awaiting* calls of which none needs another's result;
    where there is but one statement, there is nothing to compare."""
    row: list[Site] = []
    bound: set[str] = set()
    for statement in awaiting if len(awaiting) > 1 else ():
        match statement:
            case Assign(targets=(Name(id=name),), value=Await(value=Call() as call)):
                reads = call in sites and _only_reads(sites[call], context)
                if not reads or not bound.isdisjoint(
                    n.id for n in walk(call) if isinstance(n, Name)
                ):
                    yield row
                    row, bound = [], set()
                if reads:
                    row.append(sites[call])
                    bound.add(name)
    yield row


def _only_reads(site: Site, context: Context) -> bool:
    """Whether awaiting the call at *site* asks others for something, and does nothing else."""
    effects = context.project.effects
    targets = effects.targets(site)
    direct = effects.library_effects(site)
    if direct:
        return all(_is_read(effect) for effect in direct) and not targets.functions
    return bool(targets.functions) and all(
        effects.reached_awaiting(function, _is_read, site) is not None
        and effects.reached_awaiting(function, _is_more, site) is None
        for function in targets.functions
    )


def _is_read(effect: Effect) -> bool:
    is_read = effect.name.rpartition(".")[2] in _READS or effect.name.startswith(_MODELS)
    return effect.kind == "network" and is_read


def _is_more(effect: Effect) -> bool:
    return effect.kind not in ("cpu", "file") and not _is_read(effect)
