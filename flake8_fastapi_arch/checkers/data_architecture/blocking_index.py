"""An index that is built with its table locked stops every write to it until it is done.

PostgreSQL's ``CREATE INDEX`` lets others read the table but not write to it. On a table with
millions of rows that takes minutes, in which every request that writes waits, and holds its
connection while it does. ``CREATE INDEX CONCURRENTLY`` builds beside the writes; it cannot run in a
transaction, so Alembic needs an ``autocommit_block`` around it.

Bad:

```python title="migrations/versions/0002_titles.py"
from alembic import op

revision = "0002"
down_revision = None


def upgrade() -> None:
    op.create_index("ix_book_title", "book", ["title"])  # FAA247


def downgrade() -> None:
    op.drop_index("ix_book_title", "book")
```

```text title="requirements.txt"
alembic
psycopg2-binary
```

Good:

```python title="migrations/versions/0002_titles.py"
from alembic import op

revision = "0002"
down_revision = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("ix_book_title", "book", ["title"], postgresql_concurrently=True)


def downgrade() -> None:
    op.drop_index("ix_book_title", "book")
```

Silent where the project declares no driver of PostgreSQL, or one of another server beside it;
about tables that the same revision makes or renames, names that are computed, batch operations,
which are SQLite's, and migrations on which more than two others build: they have been applied
wherever there are rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Module, Name
from flake8_fastapi_arch.facts.walk import own_calls
from flake8_fastapi_arch.project.data.migrations import name_of, operations, text_of
from flake8_fastapi_arch.project.environment.versions import Environment

_POSTGRESQL = ("psycopg2", "psycopg2-binary", "psycopg", "asyncpg", "psycopg2cffi", "pg8000")
_OTHERS = ("pymysql", "mysqlclient", "aiomysql", "asyncmy", "oracledb", "pyodbc", "aiosqlite")


@checker(
    code="FAA247",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,
    message="building `{index}` blocks writes to `{table}`; build it concurrently",
    advice="Build `{index}` with `postgresql_concurrently=True` in an `autocommit_block()`, so "
    "that requests can write to `{table}` meanwhile.",
)
def blocking_index(module: Module, context: Context) -> Iterator[Match]:
    migrations = context.project.migrations
    revision = migrations.revision(module)
    if revision is None or revision.upgrade is None or not migrations.is_recent(revision):
        return
    if not _is_for_postgresql(context.project.environment, module.path):
        return
    made = {text_of(call.args[0]) for call in own_calls(revision.upgrade) if _makes_table(call)}
    seen: set[str] = set()
    for call in operations(revision.upgrade):
        if name_of(call) != "create_index" or not _is_direct(call) or call.is_spread:
            continue
        index, table = _named(call, 0, "index_name"), _named(call, 1, "table_name")
        if index is None or table is None or table in made or None in made or table in seen:
            continue
        if call.keyword("postgresql_concurrently") is None:
            seen.add(table)  # the first one locks the table, and says so for the others
            yield at(call, anchor=f"{table}.{index}", index=index, table=table)


def _is_for_postgresql(environment: Environment, near: str) -> bool:
    declared = [environment.requirement(name, near) is not None for name in _POSTGRESQL]
    others = [environment.requirement(name, near) is not None for name in _OTHERS]
    return any(declared) and not any(others)


def _makes_table(call: Call) -> bool:
    return name_of(call) in ("create_table", "rename_table") and bool(call.args)


def _is_direct(call: Call) -> bool:
    """Whether *call* is one of ``op`` itself, not of a batch."""
    match call.func:
        case Attribute(value=Name(id="op")):
            return True
    return False


def _named(call: Call, position: int, keyword: str) -> str | None:
    argument = call.args[position] if len(call.args) > position else call.keyword(keyword)
    if isinstance(argument, Call) and argument.args and name_of(argument) == "f":
        argument = argument.args[0]
    return text_of(argument)
