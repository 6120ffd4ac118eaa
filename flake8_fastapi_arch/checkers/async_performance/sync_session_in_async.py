'''A synchronous database session used by a coroutine stalls every other request.

``Session`` waits for the database in the thread that calls it. In an ``async def`` handler that
thread is the event loop's: while one request waits for its rows, nobody else is served. FastAPI
injects the same session into ``def`` handlers, which run in the thread pool, and ``AsyncSession``
into coroutines.

Bad:

```python title="database.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///shop.db")
make_session = sessionmaker(engine)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


Database = Annotated[Session, Depends(get_session)]
```

```python title="app.py"
from database import Database
from fastapi import FastAPI
from sqlalchemy import text

app = FastAPI()


@app.get("/stock")
async def count_stock(database: Database) -> int:
    """How many copies there are."""
    return database.execute(text("SELECT count(*) FROM copies")).scalar_one()  # FAA403
```

Good:

```python title="app.py"
from database import Database
from fastapi import FastAPI
from sqlalchemy import text

app = FastAPI()


@app.get("/stock")
def count_stock(database: Database) -> int:
    """How many copies there are."""
    return database.execute(text("SELECT count(*) FROM copies")).scalar_one()
```

One finding a function, at its first call, with the count; calls through helpers count.

Silent about ``def`` handlers, ``run_sync`` and receivers whose type the sources do not tell.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.blocking import is_session_io


@checker(
    code="FAA403",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{caller}` waits for the database on the event loop: {chain}{more}",
    advice="Make `{caller}` a plain `def`, or give it an `AsyncSession`: {chain}{more} holds up "
    "every other request.",
)
def sync_session_in_async(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    found = [*context.project.blocking.calls(symbol, is_session_io)]
    if found:
        site, chain = found[0]
        *functions, last = chain.names
        yield at(
            site,
            related=context.related(chain),
            anchor="",
            caller=function.name,
            chain=" -> ".join(f"`{n}`" for n in (*functions, last.removeprefix("sqlalchemy.orm."))),
            more=f" and {len(found) - 1} more" if len(found) > 1 else "",
        )
