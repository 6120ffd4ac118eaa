'''A cached coroutine can be awaited once.

``lru_cache`` and ``cache`` keep what the function returns, and an ``async def`` function returns
its coroutine, not its result. The first caller awaits it; the second is given the same, spent, and
gets ``RuntimeError: cannot reuse already awaited coroutine``.

Bad:

```python title="app.py"
from functools import lru_cache

import httpx
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient(timeout=5)


@lru_cache
async def load_rates() -> dict[str, float]:  # FAA415
    return (await client.get("https://rates.example/today")).json()


@app.get("/rates")
async def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    return await load_rates()
```

Good:

```python title="app.py"
import httpx
from async_lru import alru_cache
from fastapi import FastAPI

app = FastAPI()
client = httpx.AsyncClient(timeout=5)


@alru_cache(ttl=3600)
async def load_rates() -> dict[str, float]:
    return (await client.get("https://rates.example/today")).json()


@app.get("/rates")
async def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    return await load_rates()
```

Silent about caches that know coroutines (``async_lru``, ``aiocache``), and where another decorator
between cache and function may make something else of the coroutine.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Function

_CACHES = frozenset(
    {
        "functools.cache", "functools.cached_property", "functools.lru_cache",
        "cachetools.func.lru_cache", "cachetools.func.ttl_cache", "cachetools.func.lfu_cache",
    }
)  # fmt: skip


@checker(
    code="FAA415",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{cache}` keeps the coroutine of `{function}`: the second `await` fails",
    advice="Cache the result of `{function}`, not its coroutine: `async_lru.alru_cache` instead of "
    "`{cache}`.",
)
def cached_coroutine(function: Function, context: Context) -> Iterator[Match]:
    if not function.is_async or not function.decorators:
        return
    names = context.project.names
    innermost = function.decorators[-1]
    called = innermost.func if isinstance(innermost, Call) else innermost
    for cache in names.dotted(called, names.scope_around(context.module, function)):
        if cache in _CACHES:
            yield at(function, cache=cache, function=function.name)
            break
