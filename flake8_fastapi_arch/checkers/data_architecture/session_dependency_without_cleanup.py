'''A session dependency that does not close its session leaks a connection with every request.

What a dependency returns, FastAPI forgets. And behind a bare ``yield`` nothing runs when the
handler raises: the exception is thrown into the dependency right there. Either way the connection
stays checked out until the garbage collector finds it, with its transaction open.

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
    session = make_session()  # FAA213
    yield session
    session.close()


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

Silent about sessions in a ``with`` or closed in a ``finally``, about scoped sessions, and about
functions that are no dependency of a route.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.data.sessions import fate, session_calls


@checker(
    code="FAA213",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{dependency}` {does} the session without closing it on every path; use `with`",
    advice="Let `{dependency}` yield the session inside of `with`, which closes it whatever "
    "happens.",
)
def session_dependency_without_cleanup(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    symbol = context.symbol(function)
    if symbol not in project.dependencies:
        return
    for call in session_calls(symbol, project.sessions, project.names):
        became = fate(call, function)
        if became == "yielded-unguarded":
            yield at(call, dependency=function.name, does="yields")
        elif became == "handed-on" and not function.is_generator and _returns(function, context):
            yield at(call, dependency=function.name, does="returns")


def _returns(function: Function, context: Context) -> bool:
    """Whether a session is what the dependency gives, not something that holds one."""
    types = context.project.types
    returned = types.returned(context.symbol(function))
    sessions = ("sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession")
    return bool(returned) and all(types.is_a(value, *sessions) for value in returned)
