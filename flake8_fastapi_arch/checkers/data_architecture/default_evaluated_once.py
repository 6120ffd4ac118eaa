"""A default that is called where the class is defined is the same for every row.

``default=datetime.now()`` calls when the module is imported: all rows get the time at which the
server started, all keys are one key. What is wanted is the function, called for each row.

Bad:

```python title="models.py"
import uuid
from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    placed_at: Mapped[datetime] = mapped_column(default=datetime.now())  # FAA233
```

Good:

```python title="models.py"
import uuid
from datetime import datetime

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    placed_at: Mapped[datetime] = mapped_column(default=datetime.now)
```

The same goes for ``Field(default=...)`` and for plain defaults of Pydantic models and SQLModels.

Silent about settings, which are made once as well, about functions and lambdas that are not called,
``default_factory``, SQL functions such as ``func.now()``, and about calls that give the same value
whenever they are made.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Call, Class, Expression, Name
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_CHANGING = frozenset(
    {
        "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today",
        "datetime.date.today", "time.time", "time.time_ns", "time.monotonic", "uuid.uuid1",
        "uuid.uuid4", "secrets.token_hex", "secrets.token_urlsafe", "secrets.token_bytes",
        "random.random", "random.randint", "pendulum.now", "arrow.now", "arrow.utcnow",
        "django.utils.timezone.now",
    }
)  # fmt: skip
_FIELDS = frozenset(
    {
        "sqlalchemy.Column", "sqlalchemy.orm.mapped_column", "sqlalchemy.schema.Column",
        "sqlmodel.Field", "sqlmodel.Column", "pydantic.Field", "pydantic.fields.Field",
    }
)  # fmt: skip
_WORDS = ("default", "insert_default", "onupdate")


@checker(
    code="FAA233",
    subject=Class,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` is evaluated once, at import: every `{model}.{field}` gets the same value",
    advice="Give `{model}.{field}` the function instead of its result: no parentheses, or a "
    "`default_factory`.",
)
def default_evaluated_once(node: Class, context: Context) -> Iterator[Match]:
    for statement in node.body:
        if not isinstance(statement, Assign) or not isinstance(statement.targets[0], Name):
            continue
        for call in _defaults(statement.value, node, context):
            yield at(statement, call=text(call), model=node.name, field=statement.targets[0].id)


def _defaults(value: Expression | None, node: Class, context: Context) -> Iterator[Call]:
    if not isinstance(value, Call):
        return
    names = context.project.names
    scope = names.scope_of(context.module, node)
    if not _FIELDS.isdisjoint(names.dotted(value.func, scope)):
        given = [value.keyword(word) for word in _WORDS]
        if value.args and "Field" in text(value.func):
            given.append(value.args[0])
    else:
        models = context.project.models
        cls = ClassSymbol(context.module, node)
        is_model = models.is_pydantic(cls) or models.table_kind(cls) == "SQLModel"
        given = [value] if is_model else []
    for default in given:
        if not isinstance(default, Call):
            continue
        is_changing = not _CHANGING.isdisjoint(names.dotted(default.func, scope))
        if is_changing and not _is_for_settings(ClassSymbol(context.module, node), context):
            yield default


def _is_for_settings(cls: ClassSymbol, context: Context) -> bool:
    """Whether a class of settings has the fields of *cls*."""
    project = context.project
    classes = (
        ClassSymbol(module, node)
        for module in project.modules.values()
        for node in definitions(module)
        if isinstance(node, Class) and node.bases
    )
    return any(
        cls in project.types.mro(other) and project.models.is_settings(other)
        for other in classes
    )
