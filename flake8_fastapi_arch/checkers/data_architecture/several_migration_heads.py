'''Two migrations that follow the same one leave Alembic with two heads, and no way to upgrade.

Two branches each add a migration; both are merged; ``alembic upgrade head`` then stops with
"Multiple head revisions are present". One of the two has to follow the other, or a merge both.

Bad:

```python title="migrations/versions/0001_books.py"
revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing yet."""
```

```python title="migrations/versions/0002_carts.py"
revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Nothing yet."""
```

```python title="migrations/versions/0003_users.py"
revision = "0003"
down_revision = "0001"  # FAA242


def upgrade() -> None:
    """Nothing yet."""
```

Good:

```python title="migrations/versions/0003_users.py"
revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Nothing yet."""
```

The finding stands at the last head by name; the other heads are named.

Silent about directories with branch labels, several roots or a computed ``down_revision``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module


@checker(
    code="FAA242",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{revision}` is a head beside {others}: `alembic upgrade head` fails; merge them",
    advice="Let `{revision}` follow {others}, or merge the heads with `alembic merge heads`.",
)
def several_migration_heads(module: Module, context: Context) -> Iterator[Match]:
    migrations = context.project.migrations
    revision = migrations.revision(module)
    if revision is None:
        return
    heads = migrations.heads(revision.directory)
    beside = migrations.beside(revision)
    roots = [other for other in beside if other.down == ()]
    if len(heads) < 2 or heads[-1] is not revision or len(roots) > 1:
        return
    if any(other.has_label or other.depends_on for other in beside):
        return
    others = heads[:-1]
    yield at(
        revision,
        related=tuple(Related(h.module.path, h.line, f"`{h.id}` is a head too") for h in others),
        anchor=revision.id,
        revision=revision.id,
        others=" and ".join(f"`{head.id}`" for head in others[:3]),
    )
