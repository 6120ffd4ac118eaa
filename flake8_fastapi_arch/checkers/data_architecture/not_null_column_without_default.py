"""A new column that may not be null, and has no value, cannot be added to a table with rows.

On the developer's empty database the migration runs. In production the first row stops it:
"column contains null values". The rows that are there need a value: a ``server_default``, or a
column that is filled before it is constrained.

Bad:

```python title="migrations/versions/0002_users.py"
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("user", sa.Column("active", sa.Boolean(), nullable=False))  # FAA244


def downgrade() -> None:
    op.drop_column("user", "active")
```

```python title="migrations/versions/0001_users.py"
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    op.drop_table("user")
```

Good:

```python title="migrations/versions/0002_users.py"
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    column = sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true())
    op.add_column("user", column)


def downgrade() -> None:
    op.drop_column("user", "active")
```

Silent where the table is made, emptied or dropped in the same migration, where the column is filled
by the database (``Identity``, ``Computed``), about columns that are not written out, and about
migrations on which more than two others build: they have been applied wherever there are rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Constant,
    Function,
    Module,
    Name,
    With,
)
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.data.migrations import name_of, operations, text_of

_FILLED = ("Identity", "Computed", "Sequence", "SERIAL")


@checker(
    code="FAA244",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="adding `{table}.{column}` NOT NULL fails on tables with rows; add a `server_default`",
    advice="Give `{table}.{column}` a `server_default`, or add it nullable, fill it, and set NOT "
    "NULL then.",
)
def not_null_column_without_default(module: Module, context: Context) -> Iterator[Match]:
    migrations = context.project.migrations
    revision = migrations.revision(module)
    if revision is None or revision.upgrade is None or not migrations.is_recent(revision):
        return
    calls = list(operations(revision.upgrade))
    if any(name_of(call) in ("drop_table", "rename_table") for call in calls) or _empties(
        revision.upgrade
    ):
        return
    made = {
        text_of(call.args[0]) for call in calls if name_of(call) == "create_table" and call.args
    }
    for call in calls:
        if name_of(call) != "add_column":
            continue
        column = next((a for a in call.args if isinstance(a, Call)), None)
        if column is None or not column.args or not _fails(column):
            continue
        table = text_of(call.args[0]) or _batch_table(call, revision.upgrade)
        if table is not None and table not in made:
            yield at(call, table=table, column=text_of(column.args[0]) or "?")


def _fails(column: Call) -> bool:
    match column.keyword("nullable"):
        case Constant(False):
            pass
        case _:
            return False
    if column.keyword("server_default") is not None or column.is_spread:
        return False
    return not any(
        isinstance(node, (Name, Attribute))
        and (node.id if isinstance(node, Name) else node.attr) in _FILLED
        for node in walk(column)
    )


def _empties(upgrade: Function) -> bool:
    """Whether the migration deletes rows before, so that no table need have any."""
    return any(
        isinstance(node, Constant)
        and isinstance(node.value, str)
        and node.value.lstrip().upper().startswith(("TRUNCATE", "DELETE FROM"))
        for node in own_nodes(upgrade)
    )


def _batch_table(call: Call, upgrade: Function) -> str | None:
    """The table of ``with op.batch_alter_table("table") as batch_op``."""
    assert isinstance(call.func, Attribute)
    name = call.func.value.id if isinstance(call.func.value, Name) else ""
    for node in own_nodes(upgrade):
        if isinstance(node, With):
            for item in node.items:
                match item.target, item.context:
                    case Name(id=bound), Call(args=(first, *_)) if bound == name:
                        if call in set(walk(node)):
                            return text_of(first)
    return None
