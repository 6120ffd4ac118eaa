'''A synchronous method is called in a coroutine though its twin could be awaited.

Many clients offer each method twice: ``invoke`` and ``ainvoke``, ``create`` and ``create_async``.
The first holds the thread that calls it, which in a coroutine is the event loop's. The second was
written for exactly this place.

Bad:

```python title="catalog.py"
import asyncio
import time


class Catalog:
    def search(self, words: str) -> list[str]:
        time.sleep(0.1)
        return words.split()

    async def search_async(self, words: str) -> list[str]:
        await asyncio.sleep(0.1)
        return words.split()


catalog = Catalog()


def get_catalog() -> Catalog:
    return catalog
```

```python title="app.py"
from typing import Annotated

from catalog import Catalog, get_catalog
from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/books")
async def find(words: str, catalog: Annotated[Catalog, Depends(get_catalog)]) -> list[str]:
    """Books in whose titles the words are."""
    return catalog.search(words)  # FAA416
```

Good:

```python title="app.py"
from typing import Annotated

from catalog import Catalog, get_catalog
from fastapi import Depends, FastAPI

app = FastAPI()


@app.get("/books")
async def find(words: str, catalog: Annotated[Catalog, Depends(get_catalog)]) -> list[str]:
    """Books in whose titles the words are."""
    return await catalog.search_async(words)
```

Silent where the synchronous method does nothing that is known to block, where the twin takes other
parameters or only calls the synchronous method itself, inside the twin, beside a call of the twin,
and off the event loop.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Await, Function, Name
from flake8_fastapi_arch.facts.walk import own_calls, own_nodes
from flake8_fastapi_arch.project.blocking import holds
from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.types import Bound


@checker(
    code="FAA416",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` blocks the event loop; await its twin `{twin}`",
    advice="Await `{twin}` instead of calling `{call}`.",
)
def async_twin_ignored(function: Function, context: Context) -> Iterator[Match]:
    symbol, effects = context.symbol(function), context.project.effects
    if not effects.on_event_loop(symbol):
        return
    for site in effects.sites(symbol):
        chain = None if site.is_awaited else holds(site, _blocks, "blocks", effects)
        if chain is None or context.project.lifetimes.happens_once(site, symbol, chain):
            continue
        twin = _twin_of_library(site, context) or _twin_in_project(site, function, context)
        if twin is not None and not _calls(function, twin[1]):
            call, better = twin
            yield at(site, anchor=call, call=call, twin=better)


def _blocks(effect: Effect) -> bool:
    return effect.blocks


def _twin_of_library(site: Site, context: Context) -> tuple[str, str] | None:
    for name in context.project.effects.targets(site).libraries:
        twin = context.project.libraries.twin(name)
        if twin is not None:
            return name, twin.rpartition(".")[2]
    return None


def _twin_in_project(site: Site, function: Function, context: Context) -> tuple[str, str] | None:
    for value in context.project.types.of(site.call.func, site.scope):
        match value:
            case Bound(receiver, FunctionSymbol(node=Function() as called)):
                cls = receiver.type
                if isinstance(cls, ClassSymbol) and not called.is_async:
                    for name in _names_of_twins(called.name):
                        if name != function.name and _is_twin(called, name, cls, context):
                            return f"{cls.name}.{called.name}", name
    return None


def _names_of_twins(name: str) -> Iterator[str]:
    bare = name.lstrip("_")
    prefix = name[: len(name) - len(bare)]
    if bare.endswith("_sync"):
        yield prefix + bare.removesuffix("_sync")
    yield from (f"{prefix}{bare}_async", f"{prefix}a{bare}", f"{prefix}async_{bare}")


def _is_twin(called: Function, name: str, cls: ClassSymbol, context: Context) -> bool:
    """Whether the class has a coroutine *name* that does the same, asynchronously."""
    found = context.project.types.member(cls, name)
    twin = found[1].value if found is not None else None
    if not isinstance(twin, Function) or not twin.is_async:
        return False
    same = {p.name for p in called.parameters} <= {p.name for p in twin.parameters}
    waits = any(isinstance(node, Await) for node in own_nodes(twin))
    return same and waits and not _calls_itself(twin, called.name)


def _calls(function: Function, name: str) -> bool:
    """Whether *function* calls a method *name* as well: then it knows of both, and wants both."""
    return any(
        isinstance(call.func, Attribute) and call.func.attr == name for call in own_calls(function)
    )


def _calls_itself(twin: Function, name: str) -> bool:
    return any(
        isinstance(call.func, Attribute)
        and call.func.attr == name
        and isinstance(call.func.value, Name)
        and call.func.value.id == "self"
        for call in own_calls(twin)
    )
