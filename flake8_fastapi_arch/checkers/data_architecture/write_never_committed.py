'''A change that nobody commits is thrown away with the session, and the client gets a 200.

``add`` and ``delete`` stage a change, ``flush`` sends it; only a commit keeps it. Where neither the
handler nor what it calls nor the dependency that made the session commits, closing the session
rolls back. Within the request everything looks right, keys included.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(title: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=title)
    session.add(book)  # FAA219
    session.flush()
    return book.id
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session.begin() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(title: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=title)
    session.add(book)
    session.flush()
    return book.id
```

A changed attribute of a row counts in handlers for POST, PUT and PATCH.

Silent where anything that might commit is not understood: a dependency, a call that gets the
session, a decorator, a context manager; where a middleware or an event listener commits, and where
an engine or a session is set to commit by itself.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Expression,
    Function,
    Name,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.project.data.queries import ends_transaction
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import Handler, Route

_CHANGING = frozenset({"POST", "PUT", "PATCH"})


@checker(
    code="FAA219",
    subject=Handler,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="nothing commits `{change}`: it is lost when the session closes; commit it",
    advice="Commit what `{change}` changes, in the handler or in the dependency that makes the "
    "session.",
)
def write_never_committed(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    symbol = handler.symbol
    effects = context.project.effects
    if effects.reached_awaiting(symbol, ends_transaction) is not None:
        return
    chain = effects.reached_awaiting(symbol, _stages)
    found: tuple[Placed, str] | None = None
    if chain is not None:
        line = chain.steps[0].line
        for site in effects.sites(symbol):
            if site.line == line:
                found = site, text(site.call.func)
    else:
        found = _changed_attribute(function, routes, context)
    if found is not None and not context.project.transactions.may_commit(routes):
        related = context.related(chain) if chain is not None else ()
        yield at(found[0], related=related, anchor=found[1], change=found[1])


def _stages(effect: Effect) -> bool:
    """Whether the call stages or sends a change; a flush changes nothing of its own."""
    return (
        effect.write
        and effect.name.startswith(("sqlalchemy.", "sqlmodel."))
        and not effect.name.endswith((".flush", ".merge"))
    )


def _changed_attribute(
    function: Function, routes: tuple[Route, ...], context: Context
) -> tuple[Placed, str] | None:
    """An assignment in a changing handler to a column of a row that a query gave."""
    if not all(route.methods and _CHANGING.issuperset(route.methods) for route in routes):
        return None
    scope = context.project.names.scope_of(context.module, function)
    for statement in statements(function.body):
        for target in statement.targets if isinstance(statement, Assign) else ():
            match target:
                case Attribute(value=Name() as row, attr=column) if context.project.rows.of(
                    row, scope
                ):
                    if _is_column(row, column, function, context):
                        return target, f"{row.id}.{column} = ..."
    return None


def _is_column(row: Expression, column: str, function: Function, context: Context) -> bool:
    scope = context.project.names.scope_of(context.module, function)
    for value in context.project.types.of(row, scope):
        if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
            table = context.project.data.table(value.type)
            if table is not None and column in table.columns:
                return True
    return False
