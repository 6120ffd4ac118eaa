'''An engine that is made for each request brings a new pool of connections each time.

An engine is a pool. Made in a handler or in a dependency that runs per request, nothing is pooled:
each request connects anew, and the connections stay open until the garbage collector finds the
pool. The same holds for the clients of Mongo, Redis and their like.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()


def get_session() -> Iterator[Session]:
    engine = create_engine("sqlite:///shop.db")  # FAA216
    with Session(engine) as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()
```

Silent about what is made at module level, in the lifespan or in a function that keeps its result,
and about single connections.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.text import text

_ROLES = ("engine", "database-client")


@checker(
    code="FAA216",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` makes a new connection pool for each request; make one at start-up",
    advice="Make what `{call}` makes once, at module level or in the lifespan, and share it.",
)
def engine_per_request(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    symbol = context.symbol(function)
    if not project.application.routes_of(function) and symbol not in project.dependencies:
        return
    for site, _ in project.lifetimes.made_per_request(symbol, *_ROLES):
        # A driver's ``connect`` makes one connection, not a pool of them.
        if not any(name.endswith(".connect") for name in project.effects.targets(site).libraries):
            yield at(site, call=text(site.call.func))
