"""A foreign key without an index makes every look-up over it read the whole table.

Databases index primary keys; PostgreSQL, SQLite and Oracle do not index the columns that refer to
them. Loading an order's lines, joining, and deleting an order (which checks for lines) all search
that column, and slow down as the table grows.

Bad:

```python title="models.py"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))  # FAA231
```

Good:

```python title="models.py"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
```

Silent about columns that are unique, primary keys, or lead a composite index, constraint or key
(also one that a migration makes), about those that only record who did something (``created_by``)
where no request looks rows up by them, about tables whose arguments cannot be read, and where the
project uses a driver of MySQL or MariaDB, which index foreign keys themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_RECORDING = ("_by", "_by_id", "_by_user_id", "_actor")
_MYSQL = ("pymysql", "mysqlclient", "aiomysql", "asyncmy", "mysql-connector-python")


@checker(
    code="FAA231",
    subject=Class,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{table}.{column}` refers to `{key}` without an index; add `index=True`",
    advice="Index `{table}.{column}` (`index=True`, and a migration): joins and deletions search "
    "it.",
)
def unindexed_foreign_key(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    table = context.project.data.table(cls)
    if table is None or not table.complete or _runs_on_mysql(context):
        return
    for column in table.columns.values():
        if not column.foreign_key or column.owner != cls or table.is_indexed(column.name):
            continue
        if column.name.endswith(_RECORDING) and not _is_looked_up(cls, column.name, context):
            continue
        if not context.project.migrations.may_index(table.name or "", column.name):
            yield at(column, table=node.name, column=column.name, key=column.foreign_key)


def _is_looked_up(cls: ClassSymbol, column: str, context: Context) -> bool:
    """Whether a request looks rows up by *column*."""
    return column in context.project.lookups.unindexed(cls)


def _runs_on_mysql(context: Context) -> bool:
    environment = context.project.environment
    return any(environment.requirement(name) is not None for name in _MYSQL)
