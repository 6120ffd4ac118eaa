"""Without the models' metadata Alembic cannot see what has changed.

``alembic revision --autogenerate`` compares the database with ``target_metadata``. Where that is
None it compares with nothing and writes an empty migration, or complains; changes of the models
then reach production without their tables.

Bad:

```python title="migrations/env.py"
from alembic import context

target_metadata = None  # FAA248


def run() -> None:
    context.configure(url="sqlite:///shop.db", target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
```

```python title="shop/models.py"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
```

Good:

```python title="migrations/env.py"
from alembic import context
from shop.models import Base

target_metadata = Base.metadata


def run() -> None:
    context.configure(url="sqlite:///shop.db", target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
```

Silent where the project has no SQLAlchemy models, and where the name is bound again.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Constant, Module, Name


@checker(
    code="FAA248",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`target_metadata` is None, so autogenerate sees no model; import their metadata",
    advice="Set `target_metadata` to the metadata of the models, with all their modules imported.",
)
def blind_autogenerate(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if module not in project.migrations.environments or not project.data.tables:
        return
    bound = project.names.scopes(module).top.bindings.get("target_metadata", ())
    for statement in module.body:
        match statement:
            case Assign(targets=(Name(id="target_metadata"),), value=Constant(None)):
                if len(bound) == 1:
                    yield at(statement, anchor="")
