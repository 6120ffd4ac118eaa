"""A migration that cannot be undone leaves no way back when the release fails.

``alembic downgrade`` runs the function and believes it. An empty one marks the old revision as
current while the tables are still the new ones; the next upgrade then fails.

Bad:

```python title="migrations/versions/0001_users.py"
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:  # FAA241
    pass
```

Good:

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

Silent about a ``downgrade`` that raises, which says so, and about migrations that only move data.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Constant, ExprStatement, Function, Module, Return
from flake8_fastapi_arch.project.migrations import name_of, operations

_DATA = ("execute", "bulk_insert", "get_bind", "f", "get_context")


@checker(
    code="FAA241",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`downgrade` of `{revision}` undoes nothing of what `upgrade` does",
    advice="Undo in `downgrade` what `upgrade` of `{revision}` does, or raise to say that it "
    "cannot be undone.",
)
def empty_downgrade(module: Module, context: Context) -> Iterator[Match]:
    revision = context.project.migrations.revision(module)
    if revision is None or revision.upgrade is None or revision.downgrade is None:
        return
    changes = [call for call in operations(revision.upgrade) if name_of(call) not in _DATA]
    if changes and _does_nothing(revision.downgrade):
        yield at(revision.downgrade, revision=revision.id)


def _does_nothing(function: Function) -> bool:
    return all(
        (isinstance(statement, Return) and statement.value is None)
        or (isinstance(statement, ExprStatement) and isinstance(statement.value, Constant))
        for statement in function.body
    )
