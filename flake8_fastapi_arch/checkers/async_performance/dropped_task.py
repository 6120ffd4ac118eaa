'''A task that nobody keeps may be gone before it is done.

The event loop holds tasks weakly: what ``create_task`` returns is the reference that keeps the task
alive, and the only way to learn that it failed. Dropped, the task may be collected half-way, and
its exception is told to nobody until then.

Bad:

```python title="app.py"
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def reindex(book_id: int) -> None:
    await asyncio.sleep(1)
    print(book_id)


@app.put("/books/{book_id}", status_code=202)
async def update(book_id: int) -> None:
    """Have the book found under its new words."""
    asyncio.create_task(reindex(book_id))  # FAA409
```

Good:

```python title="app.py"
import asyncio

from fastapi import BackgroundTasks, FastAPI

app = FastAPI()


async def reindex(book_id: int) -> None:
    await asyncio.sleep(1)
    print(book_id)


@app.put("/books/{book_id}", status_code=202)
async def update(book_id: int, tasks: BackgroundTasks) -> None:
    """Have the book found under its new words."""
    tasks.add_task(reindex, book_id)
```

Silent about tasks of a ``TaskGroup``, which keeps them, and tasks that are awaited, returned,
stored or handed on; and in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Function, Name
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.modules.files import is_test

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)


@checker(
    code="FAA409",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="nobody keeps the task of `{maker}`: it may vanish, and its failure too",
    advice="Keep the task of `{maker}` until it is done, or use a `TaskGroup` or "
    "`BackgroundTasks`.",
)
def dropped_task(function: Function, context: Context) -> Iterator[Match]:
    if function.name == "__del__" or is_test(context.module.path):
        return  # there is no place left to keep it in; a test is over soon
    effects = context.project.effects
    calls = effects.library_calls(context.symbol(function))
    for name in _MAKERS:
        for site in calls.get(name, ()):
            targets = effects.targets(site)
            makes_nothing_else = targets.libraries == (name,) and not targets.functions
            if makes_nothing_else and _is_forgotten(site, function):
                yield at(site, maker=name.removeprefix("asyncio.AbstractEventLoop."))


def _is_forgotten(site: Site, function: Function) -> bool:
    """Whether the function lets go of the task as it is made, or as it returns."""
    if site.is_dropped:
        return True
    match parents(function)[site.call]:
        case Assign(targets=(Name(id=name),)):
            is_local = name in site.scope.bindings
            return is_local and next(readings(name, function), None) is None
    return False
