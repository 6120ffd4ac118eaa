'''A session that is made by hand and not closed on every path leaks its connection.

The pool has a handful of connections. A session that is never closed, or only where nothing raises,
keeps one until the garbage collector comes by; under load the pool runs dry and requests wait for
half a minute and fail.

Bad:

```python title="app.py"
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


@app.get("/stock")
def read_stock() -> int:
    """How many books there are."""
    session = make_session()  # FAA211
    count: int = session.execute(text("SELECT count(*) FROM book")).scalar_one()
    session.close()
    return count
```

Good:

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


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()
```

Outside of handlers ``with make_session() as session:`` does it. ``next(get_session())`` counts as
made by hand: what follows the ``yield`` runs at once (``finally``) or never.

Silent where the session is handed on to somebody who may close it (returned, stored, given to a
constructor), about dependencies (FAA213), and in tests, scripts and migrations.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.data.sessions import fate, is_beside_the_application, session_calls

_SAID = {"left": "never closed", "closed-sometimes": "not closed when something raises"}


@checker(
    code="FAA211",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="the session of `{call}` is {what}; use `with`",
    advice="Make the session in a `with`, or take it from a dependency that does: that of "
    "`{call}` is {what}.",
)
def hand_made_session(function: Function, context: Context) -> Iterator[Match]:
    if is_beside_the_application(context.module):
        return
    project = context.project
    for call in session_calls(context.symbol(function), project.sessions, project.names):
        said = _SAID.get(fate(call, function))
        if said is not None:
            yield at(call, call=text(call), what=said)
