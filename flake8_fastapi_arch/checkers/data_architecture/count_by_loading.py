'''Loading rows only to count them moves the whole table to learn one number.

The database counts without sending a row. ``len(query.all())`` sends all of them, builds an object
of each, and throws the objects away.

Bad:

```python title="app.py"
from collections.abc import Iterator, Mapping
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
from collections.abc import Iterator, Mapping
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

Loading all rows only to see whether there are any (``if session.query(Book).all():``) is the same.

Silent where the rows are used for anything else, about queries with a limit or for given keys,
about what a write returns, about lists that do not come from a query, and in tests and scripts.
'''

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeGuard

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BoolOp,
    Call,
    Expression,
    Function,
    If,
    IfExp,
    Name,
    Node,
    UnaryOp,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import last_name, own, walk
from flake8_fastapi_arch.project.data.sessions import is_beside_the_application
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.inference.types import Bound
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import LibrarySymbol

_ALL = ("Result.all", "Result.fetchall", "Query.all")
_LOADING = frozenset({"all", "fetchall"})


@checker(
    code="FAA206",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{rows}` loads all rows to {purpose}; let the database {instead}",
    advice="Let the database {instead} (`{query}`), instead of loading `{rows}`.",
)
def count_by_loading(function: Function, context: Context) -> Iterator[Match]:
    scopes = context.project.names.scopes(context.module)
    beside = is_test(context.module.path) or is_beside_the_application(context.module)
    if beside or not scopes.calls_named(*_LOADING):
        return
    scope = context.project.names.scope_of(context.module, function)
    for node in own(function, Call, If, IfExp):
        match node:
            case Call(func=Name(id="len"), args=(counted,)):
                loaded = _loaded(counted, scope, function, context)
                if loaded is not None:
                    yield at(
                        node,
                        rows=text(loaded),
                        purpose="count them",
                        instead="count",
                        query="select(func.count())",
                    )
            case If(test=test) | IfExp(test=test):
                for asked in _asked(test):
                    loaded = _loaded(asked, scope, function, context)
                    if isinstance(loaded, Call) and not _is_counted(asked, function):
                        yield at(
                            loaded,
                            rows=text(loaded),
                            purpose="see if there are any",
                            instead="tell",
                            query="select(exists(...))",
                        )


def _loaded(
    counted: Expression, scope: Scope, function: Function, context: Context
) -> Expression | None:
    """The call that loads the rows which are only counted; None where they serve for more."""
    if not isinstance(counted, Name):
        inner = counted.value if isinstance(counted, Await) else counted
        return inner if _loads_all(inner, scope, context) else None
    bindings = scope.bindings.get(counted.id, ())
    if len(bindings) != 1 or bindings[0].kind != "assign" or bindings[0].value is None:
        return None
    value: Node = bindings[0].value
    value = value.value if isinstance(value, Await) else value
    if not _is_loading(value):
        return None
    above = parents(function)
    for reading in readings(counted.id, function):
        parent = above[reading]
        match parent:
            case Call(func=Name(id="len"), args=(argument,)) if argument is reading:
                continue
        if not _is_in_a_test(reading, above):
            return None
    return value if _loads_all(value, scope, context) else None


def _asked(test: Expression) -> Iterator[Expression]:
    """What *test* asks whether it is empty: ``rows``, ``not rows``, ``rows and ...``."""
    match test:
        case Name() | Call() | Await():
            yield test
        case UnaryOp("not", operand):
            yield from _asked(operand)
        case BoolOp(values=values):
            for value in values:
                yield from _asked(value)


def _is_in_a_test(reading: Node, above: Mapping[Node, Node]) -> bool:
    """Whether *reading* is only asked whether it is empty, by an ``if``."""
    node, parent = reading, above[reading]
    while isinstance(parent, BoolOp) or (isinstance(parent, UnaryOp) and parent.op == "not"):
        node, parent = parent, above[parent]
    return isinstance(parent, (If, IfExp)) and parent.test is node


def _is_counted(asked: Expression, function: Function) -> bool:
    """Whether ``len`` is taken too, of which is spoken there."""
    if not isinstance(asked, Name):
        return False
    above = parents(function)
    return any(isinstance(above[reading], Call) for reading in readings(asked.id, function))


def _is_loading(value: Node) -> TypeGuard[Call]:
    return isinstance(value, Call) and last_name(value.func) in _LOADING


def _loads_all(value: Node, scope: Scope, context: Context) -> bool:
    if not _is_loading(value):
        return False
    # There are no more rows than the list of keys has elements.
    if any(isinstance(node, Attribute) and node.attr == "in_" for node in walk(value)):
        return False
    sources = context.project.rows.of(value, scope)
    if not sources or any(source.statement.bounded for source in sources):
        return False
    return any(
        isinstance(called, Bound)
        and isinstance(called.target, LibrarySymbol)
        and called.target.dotted.endswith(_ALL)
        and called.target.dotted.startswith("sqlalchemy.")
        for called in context.project.types.of(value.func, scope)
    )
