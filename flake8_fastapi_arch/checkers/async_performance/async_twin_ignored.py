'''A synchronous method is called in a coroutine though its twin could be awaited.

Many clients offer each method twice: ``invoke`` and ``ainvoke``, ``create`` and ``create_async``.
The first holds the thread that calls it, which in a coroutine is the event loop's. The second was
written for exactly this place. Of such a call FAA401 to FAA405 say nothing more.

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
from flake8_fastapi_arch.facts.model import Function


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
    for site, twin in context.project.blocking.with_twins(context.symbol(function)):
        yield at(site, anchor=twin.call, call=twin.call, twin=twin.name)
