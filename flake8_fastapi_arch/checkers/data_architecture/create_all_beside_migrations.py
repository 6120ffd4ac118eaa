"""Tables that the application makes at start-up are not there for the migration that makes them.

``create_all`` makes what is missing and alters nothing. A developer starts the application after
adding a model, the table appears, and the migration that should make it fails with "already
exists"; where it was only an added column, ``create_all`` keeps silent and the first query fails.
One of the two has to own the schema, and only the migrations can change it.

Bad:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from models import Base
from sqlalchemy import create_engine

engine = create_engine("sqlite:///shop.db")


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)  # FAA246
    yield


app = FastAPI(lifespan=lifespan)
```

```python title="models.py"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
```

```python title="migrations/versions/0001_books.py"
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("book", sa.Column("id", sa.Integer, primary_key=True))


def downgrade() -> None:
    op.drop_table("book")
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()
```

Silent in tests and scripts, under a condition (which may ask for a test database), in an ``except``
(where the migrations could not run), where no migration touches a table of the same base, and where
nothing that starts the application is seen to call it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    ExceptHandler,
    Expression,
    Function,
    If,
    Module,
    Name,
)
from flake8_fastapi_arch.facts.walk import dotted, walk
from flake8_fastapi_arch.project.data.migrations import Revision
from flake8_fastapi_arch.project.data.sessions import is_beside_the_application
from flake8_fastapi_arch.project.data.tables import Table
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.inference.types import Bound
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_MAX_CALLERS = 4
_SQLMODEL = "sqlmodel.SQLModel"


@checker(
    code="FAA246",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` makes `{table}` before its migration can; leave it to `alembic upgrade`",
    advice="Take `{call}` out of the start-up and run `alembic upgrade head` before it: "
    "migrations make `{table}` as well.",
)
def create_all_beside_migrations(module: Module, context: Context) -> Iterator[Match]:
    migrations = context.project.migrations
    if not migrations.revisions or is_beside_the_application(module):
        return
    for attribute, scope in context.project.names.scopes(module).attributes:
        if attribute.attr != "create_all" or not _is_metadata(attribute.value, scope, context):
            continue
        shared = _made_twice(attribute.value, scope, context)
        if shared is None or not _is_at_start(attribute, scope, context):
            continue
        table, revision = shared
        made = Related(revision.module.path, revision.line, f"this migration makes `{table}`")
        yield at(
            attribute,
            related=(made,),
            anchor=table,
            call=dotted(attribute) or "create_all",
            table=table,
        )


def _is_metadata(expression: Expression, scope: Scope, context: Context) -> bool:
    if isinstance(expression, Attribute) and expression.attr == "metadata":
        return True
    types = context.project.types
    return any(types.is_a(v, "sqlalchemy.MetaData") for v in types.of(expression, scope))


def _made_twice(
    metadata: Expression, scope: Scope, context: Context
) -> tuple[str, Revision] | None:
    """A table of *metadata* that a migration makes, with the first such migration."""
    made = context.project.migrations.tables_made
    if not isinstance(metadata, Attribute):
        return None  # a bare ``metadata``: which tables hold it is not followed
    bases = _definitions(metadata.value, scope, context)
    is_sqlmodel = _SQLMODEL in context.project.names.dotted(metadata.value, scope)
    for table in context.project.data.tables:
        revision = made.get(table.name or "")
        if revision is not None and (
            table.kind == "SQLModel" if is_sqlmodel else _is_below(table, bases, context)
        ):
            return table.name or "", revision
    return None


def _is_below(table: Table, bases: set[object], context: Context) -> bool:
    if table.cls is None:
        return False
    for cls in context.project.types.mro(table.cls):
        if isinstance(cls, ClassSymbol):
            top = context.project.names.scopes(cls.module).top
            above = [cls, *(d for b in cls.node.bases for d in _definitions(b, top, context))]
            if not bases.isdisjoint(above):
                return True
    return False


def _definitions(base: Expression, scope: Scope, context: Context) -> set[object]:
    """What *base* stands for: classes, or (``Base = declarative_base()``) what binds the name."""
    bound = context.project.names.variable(base, scope)
    return {*context.project.types.of(base, scope), *(bound[1] if bound is not None else ())}


def _is_at_start(attribute: Attribute, scope: Scope, context: Context) -> bool:
    """Whether *attribute* is used where a module of the application is imported, or in what starts
    the application."""
    owner = scope.owner
    if isinstance(owner, Module):
        return not _is_conditional_in_module(attribute, owner)
    if not isinstance(owner, Function) or _is_conditional(attribute, owner):
        return False
    return _starts(FunctionSymbol(scope.module, owner), context, 0)


def _starts(function: FunctionSymbol, context: Context, depth: int) -> bool:
    """Whether *function* runs, without a condition, when the application starts."""
    node = function.node
    if not isinstance(node, Function) or depth > _MAX_CALLERS:
        return False
    if _is_start_up_handler(node, function, context):
        return True
    for call, scope in context.project.calls_named(node.name):
        if is_beside_the_application(scope.module):
            continue
        values = context.project.types.of(call.func, scope)
        called = {v.target if isinstance(v, Bound) else v for v in values}
        if function not in called:
            continue
        if isinstance(scope.owner, Module):
            if not _is_conditional_in_module(call, scope.owner):
                return True
        elif (
            isinstance(scope.owner, Function)
            and not _is_conditional(call, scope.owner)
            and _starts(FunctionSymbol(scope.module, scope.owner), context, depth + 1)
        ):
            return True
    return False


def _is_start_up_handler(node: Function, function: FunctionSymbol, context: Context) -> bool:
    for decorator in node.decorators:
        match decorator:
            case Call(func=Attribute(attr="on_event")):
                return True
    return any(
        isinstance(part, (Name, Attribute)) and function in context.project.types.of(part, scope)
        for name in ("FastAPI", "add_event_handler")
        for call, scope in context.project.calls_named(name)
        for value in (call.keyword("lifespan"), call.keyword("on_startup"), *call.args[1:2])
        if value is not None
        for part in walk(value)
    )


def _is_conditional(node: Attribute | Call, function: Function) -> bool:
    above = parents(function)
    inner: object = node
    while inner is not function:
        inner = above[inner]  # type: ignore[index]
        if isinstance(inner, (If, ExceptHandler)):
            return True
    return False


def _is_conditional_in_module(node: Attribute | Call, module: Module) -> bool:
    return not any(
        node in walk(statement) for statement in module.body if not isinstance(statement, If)
    )
