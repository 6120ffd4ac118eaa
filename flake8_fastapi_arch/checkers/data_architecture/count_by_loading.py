'''Loading rows only to count them moves the whole table to learn one number.

The database counts without sending a row. ``len(query.all())`` sends all of them, builds an object
of each, and throws the objects away.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return len(session.query(Book).all())  # FAA206
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return session.scalar(select(func.count()).select_from(Book)) or 0
```

Silent where the rows are used for anything else, about what a write returns, and about lists that
do not come from a query.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Expression,
    Function,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own_calls
from flake8_fastapi_arch.project.scopes import Scope
from flake8_fastapi_arch.project.symbols import LibrarySymbol
from flake8_fastapi_arch.project.types import Bound
from flake8_fastapi_arch.project.uses import parents, readings

_ALL = ("Result.all", "Result.fetchall", "Query.all")


@checker(
    code="FAA206",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{rows}` loads all rows to count them; let the database count",
    advice="Ask the database for the count (`select(func.count())`) instead of loading `{rows}`.",
)
def count_by_loading(function: Function, context: Context) -> Iterator[Match]:
    scope = context.project.names.scope_of(context.module, function)
    for call in own_calls(function):
        if not (isinstance(call.func, Name) and call.func.id == "len" and len(call.args) == 1):
            continue
        loaded = _loaded(call.args[0], scope, function, context)
        if loaded is not None:
            yield at(call, rows=text(loaded))


def _loaded(
    counted: Expression, scope: Scope, function: Function, context: Context
) -> Expression | None:
    """The call that loads the rows which are only counted; None where they serve for more."""
    if not isinstance(counted, Name):
        inner = counted.value if isinstance(counted, Await) else counted
        return inner if _loads_all(inner, scope, context) else None
    bindings = scope.bindings.get(counted.id, [])
    if len(bindings) != 1 or bindings[0].kind != "assign" or bindings[0].value is None:
        return None
    value: Node = bindings[0].value
    value = value.value if isinstance(value, Await) else value
    above = parents(function)
    for reading in readings(counted.id, function):
        match above[reading]:
            case Call(func=Name(id="len"), args=(argument,)) if argument is reading:
                continue
        return None
    return value if _loads_all(value, scope, context) else None  # type: ignore[return-value]


def _loads_all(value: Node, scope: Scope, context: Context) -> bool:
    if not isinstance(value, Call) or not isinstance(value.func, Attribute):
        return False
    return bool(context.project.rows.of(value, scope)) and any(
        isinstance(called, Bound)
        and isinstance(called.target, LibrarySymbol)
        and called.target.dotted.endswith(_ALL)
        and called.target.dotted.startswith("sqlalchemy.")
        for called in context.project.types.of(value.func, scope)
    )
