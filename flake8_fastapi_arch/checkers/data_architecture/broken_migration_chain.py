'''A migration that follows one that does not exist cannot be run, nor can any other.

Alembic reads all revisions before it does anything. A ``down_revision`` that no file has, or one
identity in two files, makes every command fail (or, worse, pick one of the two).

Bad:

```python title="migrations/versions/0001_books.py"
revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing yet."""
```

```python title="migrations/versions/0003_users.py"
revision = "0003"
down_revision = "0002"  # FAA243


def upgrade() -> None:
    """Nothing yet."""
```

Good:

```python title="migrations/versions/0003_users.py"
revision = "0003"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
```

Silent where a revision is a beginning of the one that is named (Alembic completes it), where the
revisions lie in several directories, about a revision that is alone in sight, and about a computed
``down_revision``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module


@checker(
    code="FAA243",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="{what}, so no `alembic` command works; repair the chain",
    advice="Repair the chain of revisions: {what}.",
)
def broken_migration_chain(module: Module, context: Context) -> Iterator[Match]:
    migrations = context.project.migrations
    revision = migrations.revision(module)
    if revision is None:
        return
    beside = migrations.beside(revision)
    if len(beside) == 1:
        return  # the only file that is in sight: the others may lie where nobody looks
    everywhere = {r.id for revisions in migrations.revisions.values() for r in revisions}
    for down in revision.down or ():
        if not any(other.startswith(down) for other in everywhere):
            yield at(revision, what=f"`{revision.id}` follows `{down}`, which no file has")
    earlier = [r for r in beside if r.id == revision.id and r.module.path < module.path]
    if earlier:
        name = earlier[0].module.path.rpartition("/")[2]
        yield at(revision, what=f"`{revision.id}` is the revision of `{name}` too")
