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

Silent about a ``downgrade`` that raises, which says so, about migrations on which more than two
others build, which nobody will undo, where all of the last three undo nothing, which is how a team
goes about it, and about those that can run again on what they left: they only move data or alter
columns, or ask before what is there.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Call,
    Constant,
    ExprStatement,
    Function,
    If,
    IfExp,
    Jump,
    Module,
    Return,
    Try,
)
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.data.migrations import Revision, name_of, operations

_FAILS_AGAIN = frozenset(
    {
        "create_table", "drop_table", "rename_table", "add_column", "drop_column", "create_index",
        "drop_index", "create_unique_constraint", "create_foreign_key", "create_check_constraint",
        "create_primary_key", "drop_constraint",
    }
)  # fmt: skip

_SEVERAL = 3  # migrations, which say more than one that was forgotten


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
    migrations = context.project.migrations
    revision = migrations.revision(module)
    if revision is None or revision.upgrade is None or revision.downgrade is None:
        return
    if not migrations.is_recent(revision):
        return
    if not _does_nothing(revision.downgrade) or not _cannot_run_again(revision.upgrade):
        return
    recent = [each for each in migrations.beside(revision) if migrations.is_recent(each)]
    if len(recent) < _SEVERAL or not all(map(_undoes_nothing, recent)):
        yield at(revision.downgrade, revision=revision.id)


def _undoes_nothing(revision: Revision) -> bool:
    return revision.downgrade is not None and _does_nothing(revision.downgrade)


def _cannot_run_again(upgrade: Function) -> bool:
    """Whether *upgrade*, run on what it left, fails: it makes or drops something, and does not ask
    before whether that is there."""
    asks = {node for node in own_nodes(upgrade) if isinstance(node, (If, IfExp, Try))}
    conditional = {call for ask in asks for call in walk(ask)}
    return any(
        name_of(call) in _FAILS_AGAIN
        and call not in conditional
        and not _says_if_exists(call)
        and not any(isinstance(n, (Return, Jump)) and n.line < call.line for n in conditional)
        for call in operations(upgrade)
    )


def _says_if_exists(call: Call) -> bool:
    return any(keyword.arg in ("if_exists", "if_not_exists") for keyword in call.keywords)


def _does_nothing(function: Function) -> bool:
    return all(
        (isinstance(statement, Return) and statement.value is None)
        or (isinstance(statement, ExprStatement) and isinstance(statement.value, Constant))
        for statement in function.body
    )
