'''Uniqueness that is only tested by a query admits two rows when two requests come together.

Both ask, both find nothing, both insert. Only the database can refuse the second: with a unique
constraint or index, whose ``IntegrityError`` becomes the same answer as the test that came first.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/users", status_code=201)
def add_user(email: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Sign a user up."""
    known = session.scalar(select(User).where(User.email == email))
    if known is not None:
        raise HTTPException(409, "there is such a user")
    user = User(email=email)  # FAA236
    session.add(user)
    session.commit()
    return user.id
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/users", status_code=201)
def add_user(email: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Sign a user up."""
    user = User(email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError as error:
        session.rollback()
        raise HTTPException(409, "there is such a user") from error
    return user.id
```

Silent where a constraint or a unique index is in the model or in a migration, where the arguments
of the table cannot be read, where rows are locked, and where no constraint could say the same: the
query compares with a range, joins, or asks for a state of the row (flags, enumerations, times).
'''

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    Name,
    NamedExpr,
    Raise,
    Return,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import own, own_calls, own_nodes
from flake8_fastapi_arch.project.data.rows import Source
from flake8_fastapi_arch.project.data.tables import Column, Table
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.project import Project

_STATES = ("bool", "boolean", "enum", "date", "datetime", "timestamp", "time")
_STATE_WORDS = frozenset({"status", "state", "active", "deleted", "enabled", "archived", "type"})
_LOCKS = ("with_for_update", "advisory", "lock")


@checker(
    code="FAA236",
    subject=Function,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="two requests can both insert this `{table}`; make {columns} unique in the database",
    advice="Add a unique constraint over {columns} to `{table}`, and answer its `IntegrityError`.",
)
def check_then_insert(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not context.project.effects.serves(symbol):
        return
    tests = [
        tested for statement in own(function, If) if (tested := _tested(statement)) is not None
    ]
    if not tests or not _may_insert(symbol, context):  # the rows tested are dearer to tell
        return
    scope = context.project.names.scope_of(context.module, function)
    seen: set[ClassSymbol] = set()
    for tested in tests:
        sources = list(_alone(context.project.rows.of(tested.row, scope)))
        if sources and (_locks(function) or _is_ready_for_refusal(symbol, context)):
            return
        for source in sources:
            entity = source.entity
            columns = _unprotected(source, context)
            if not columns or entity in seen:
                continue
            site = _insert(symbol, entity, {c.name for c in columns}, tested.line, context)
            if site is not None:
                seen.add(entity)
                root, where = source.root
                names = " and ".join(f"`{column.name}`" for column in columns)
                yield at(
                    site,
                    related=(Related(where.module.path, root.line, "tested by this query"),),
                    anchor=entity.name,
                    table=entity.node.name,
                    columns=names,
                )


@dataclasses.dataclass(frozen=True)
class _Tested:
    """The row that an ``if`` at *line* asks for."""

    row: Expression
    line: int


def _tested(statement: If) -> _Tested | None:
    """What ``if row: raise`` or ``if not row: insert`` tests, the two ways to insert what is not
    there."""
    ends = bool(statement.body) and isinstance(statement.body[-1], (Raise, Return))
    match statement.test:
        case Compare(row, ("is not" | "!=",), (Constant(None),)):
            there = True
        case (Name() | NamedExpr() | Call()) as row:
            there = True
        case UnaryOp("not", row) | Compare(row, ("is" | "==",), (Constant(None),)):
            there = False
        case _:
            return None
    if ends is not there:
        return None
    return _Tested(row.value if isinstance(row, NamedExpr) else row, statement.line)


def _alone(sources: frozenset[Source]) -> Iterator[Source]:
    """The sources, where they are rows of one table and no relationship was followed."""
    if len({source.entity for source in sources}) == 1:
        for source in sorted(sources, key=lambda s: (s.root[1].module.path, s.root[0].line)):
            # What a loop collected before is looked up by keys that are not known here.
            alone = not source.path and source.loop is None
            if alone and len(source.statement.entities) == 1:
                yield source


def _unprotected(source: Source, context: Context) -> tuple[Column, ...]:
    """The columns that the query compares, where nothing keeps them unique; empty: something may,
    or nothing could."""
    table = context.project.data.table(source.entity)
    statement = source.statement
    if table is None or not table.complete or not statement.equal:
        return ()
    if statement.compared != statement.equal or not statement.equal <= set(table.columns):
        return ()
    if table.is_unique(statement.equal) or any("" in names for names in table.uniques):
        return ()
    if any(statement.equal <= set(names) for names in table.uniques):
        return ()  # the identity of a row has more parts than the query asks for
    columns = tuple(table.columns[name] for name in sorted(statement.equal))
    if any(_is_state(column) for column in columns) or _is_migrated(table, context):
        return ()
    keys = context.project.migrations.unique
    if any(name == table.name and keyed <= statement.equal for name, keyed in keys):
        return ()
    return columns


def _is_state(column: Column) -> bool:
    kind = (column.type or "").rpartition(".")[2].lower()
    words = column.name.lower().split("_")
    return kind.startswith(_STATES) or not _STATE_WORDS.isdisjoint(words) or words[0] == "is"


def _is_migrated(table: Table, context: Context) -> bool:
    """Whether SQL in a migration makes something unique on the table."""
    sql = context.project.migrations.raw_sql
    return "unique" in sql and (table.name or "").lower() in sql


def _locks(function: Function) -> bool:
    names = (n.attr if isinstance(n, Attribute) else n.id for n in own_nodes(function)
             if isinstance(n, (Attribute, Name)))  # fmt: skip
    return any(word in name.lower() for name in names for word in _LOCKS)


def _may_insert(function: FunctionSymbol, context: Context) -> bool:
    """Whether *function*, or what it calls itself, makes a row of any table."""
    effects = context.project.effects
    called = {f for site in effects.sites(function) for f in effects.targets(site).functions}
    return any(_makes_rows(each, context.project) for each in (function, *called))


def _makes_rows(function: FunctionSymbol, project: Project) -> bool:
    scope = project.names.scope_of(function.module, function.node)
    return any(
        isinstance(value, ClassSymbol) and project.data.table(value) is not None
        for call in own_calls(function.node)
        for value in project.types.of(call.func, scope)
    )


def _insert(
    function: FunctionSymbol,
    entity: ClassSymbol,
    columns: set[str],
    line: int,
    context: Context,
) -> Site | None:
    """The call behind *line* that makes a row of *entity*, or calls what does."""
    effects = context.project.effects
    for site in effects.sites(function):
        if site.line <= line:
            continue
        if _makes(site.call, site.scope, entity, columns, context):
            return site
        for callee in effects.targets(site).functions:
            if _is_ready_for_refusal(callee, context):
                continue
            inner = context.project.names.scope_of(callee.module, callee.node)
            if any(_makes(c, inner, entity, columns, context) for c in own_calls(callee.node)):
                return site
    return None


def _makes(
    call: Call, scope: Scope, entity: ClassSymbol, columns: set[str], context: Context
) -> bool:
    """Whether *call* makes an *entity* with values in *columns*."""
    if entity not in context.project.types.of(call.func, scope):
        return False
    given = {keyword.arg for keyword in call.keywords}
    return columns <= given or None in given


def _is_ready_for_refusal(function: FunctionSymbol, context: Context) -> bool:
    """Whether *function* handles what the database refuses: somebody knows of a constraint."""
    scope = context.project.names.scope_of(function.module, function.node)
    return any(
        "sqlalchemy.exc.IntegrityError" in context.project.names.dotted(node, scope)
        for node in own_nodes(function.node)
        if isinstance(node, (Name, Attribute))
    )
