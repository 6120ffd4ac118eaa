"""A migration that imports the application's models breaks when they move on.

A migration describes the tables as they were on its day; the models describe them as they are. Two
years later the class has a column that the table at that revision has not, or a new name, and a
fresh database can no longer be built. What a migration needs of a table it declares itself.

Bad:

```python title="shop/models.py"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
```

```python title="migrations/versions/0002_names.py"
import sqlalchemy as sa
from alembic import op
from shop.models import User  # FAA245

revision = "0002"
down_revision = None


def upgrade() -> None:
    op.execute(sa.update(User).values(name=sa.func.lower(User.name)))
```

Good:

```python title="migrations/versions/0002_names.py"
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = None

user = sa.table("user", sa.column("name"))


def upgrade() -> None:
    op.execute(sa.update(user).values(name=sa.func.lower(user.c.name)))
```

Silent about imports of column types, enumerations, constants and functions, and about a model
that only tells the name of its table.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Function, ImportFrom, Module, Name
from flake8_fastapi_arch.facts.walk import definitions, statements, walk
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA245",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="the migration uses the model `{model}`, which will change; declare the table here",
    advice="Declare what the migration needs of `{model}` with `sa.table` and `sa.column`.",
)
def migration_imports_models(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if project.migrations.revision(module) is None:
        return
    owners: list[Module | Function] = [module]
    owners += [d for d in definitions(module) if isinstance(d, Function)]
    for owner in owners:
        scope = project.names.scope_of(module, owner)
        for statement in statements(owner.body):
            if not isinstance(statement, ImportFrom):
                continue
            for imported in statement.names:
                name = Name(imported.local, statement.line, statement.col)
                for symbol in project.names.symbols(name, scope):
                    if not isinstance(symbol, ClassSymbol) or not project.models.table_kind(symbol):
                        continue
                    if not _tells_its_name(imported.local, owners):
                        yield at(statement, model=symbol.name)


def _tells_its_name(model: str, owners: list[Module | Function]) -> bool:
    """Whether the migration only asks *model* for the name of its table."""
    nodes = [node for owner in owners for part in owner.body for node in walk(part)]
    asked = {n.value for n in nodes if isinstance(n, Attribute) and n.attr == "__tablename__"}
    uses = [node for node in nodes if isinstance(node, Name) and node.id == model]
    return bool(uses) and asked.issuperset(uses)
