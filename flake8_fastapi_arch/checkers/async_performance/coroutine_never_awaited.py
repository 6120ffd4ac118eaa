'''A coroutine that nobody awaits never runs.

Calling an ``async def`` function runs none of its body: it makes a coroutine, and only ``await``
(or a task) runs it. Dropped, it leaves a row unsaved and a mail unsent, and the only trace is a
``RuntimeWarning`` in a log. Used as if it were its result, it fails with an ``AttributeError`` or,
in a condition, is always true. So is the future that ``run_in_executor`` or ``gather`` gives.

Bad:

```python title="accounts.py"
from typing import Annotated

from database import get_session
from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Accounts:
    def __init__(self, session: Annotated[AsyncSession, Depends(get_session)]) -> None:
        self.session = session

    async def is_locked(self, name: str) -> bool:
        locked = text("SELECT 1 FROM locks WHERE name = :name")
        return await self.session.scalar(locked, {"name": name}) is not None

    async def rename(self, name: str, new: str) -> None:
        change = text("UPDATE accounts SET name = :new WHERE name = :name")
        await self.session.execute(change, {"name": name, "new": new})
        self.session.commit()  # FAA406
```

```python title="database.py"
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///accounts.db")
make_session = async_sessionmaker(engine)


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session
```

```python title="app.py"
from typing import Annotated

from accounts import Accounts
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

app = FastAPI(dependencies=[Depends(HTTPBearer())])


@app.put("/accounts/{name}", status_code=204)
async def rename(name: str, new: str, accounts: Annotated[Accounts, Depends()]) -> None:
    """Give the account another name."""
    if accounts.is_locked(name):  # FAA406
        raise HTTPException(423)
    await accounts.rename(name, new)
```

Good:

```python title="accounts.py"
from typing import Annotated

from database import get_session
from fastapi import Depends
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Accounts:
    def __init__(self, session: Annotated[AsyncSession, Depends(get_session)]) -> None:
        self.session = session

    async def is_locked(self, name: str) -> bool:
        locked = text("SELECT 1 FROM locks WHERE name = :name")
        return await self.session.scalar(locked, {"name": name}) is not None

    async def rename(self, name: str, new: str) -> None:
        change = text("UPDATE accounts SET name = :new WHERE name = :name")
        await self.session.execute(change, {"name": name, "new": new})
        await self.session.commit()
```

```python title="app.py"
from typing import Annotated

from accounts import Accounts
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

app = FastAPI(dependencies=[Depends(HTTPBearer())])


@app.put("/accounts/{name}", status_code=204)
async def rename(name: str, new: str, accounts: Annotated[Accounts, Depends()]) -> None:
    """Give the account another name."""
    if await accounts.is_locked(name):
        raise HTTPException(423)
    await accounts.rename(name, new)
```

Silent where the coroutine is handed to anything (``gather``, ``create_task``, a list, a return), or
stored and awaited later; and where what is called may also be something else: a receiver with
several types or with a source that cannot be resolved, a function behind a decorator of unknown
effect.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.text import text

_CONSEQUENCES = {"dropped": "it never runs", "used": "the {kind} stands in for its result"}


@checker(
    code="FAA406",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{coroutine}` is called without `await`: {consequence}",
    advice="Await `{coroutine}`: as it is, {consequence}.",
)
def coroutine_never_awaited(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    coroutines = context.project.coroutines
    for site in coroutines.unawaited(symbol):
        called = coroutines.called(site)
        fate = called and coroutines.fate(called, site, symbol)
        if called and fate:
            kind = "future" if called.is_future else "coroutine"
            yield at(
                site,
                anchor=called.name,
                coroutine=text(site.call.func),
                consequence=_CONSEQUENCES[fate].format(kind=kind),
            )
