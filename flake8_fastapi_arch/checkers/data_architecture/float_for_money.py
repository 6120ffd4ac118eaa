"""Money in binary floating point loses cents.

``0.1 + 0.2`` is not ``0.3``, and the sum of a thousand prices is off by what no accountant accepts.
Databases have ``NUMERIC`` for it, Python ``Decimal``; whole cents in an integer do as well.

Bad:

```python title="models.py"
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[float]  # FAA235
```

Good:

```python title="models.py"
from decimal import Decimal

from sqlalchemy import Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
```

Names decide here, and prices that are compared or shown and never summed may well be floats: so
the review says it, and flake8 only when it is asked.

Silent about columns with another type, names that do not speak of money (a cost may be one of
tokens or of a plan), and names that speak of rates, estimates and limits. Silent about request
models: what a request says is rounded where it is stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_MONEY = frozenset(
    {"price", "amount", "balance", "salary", "fee", "fees", "subtotal", "revenue", "wage",
     "refund", "payment", "deposit"}
)  # fmt: skip
_NOT_MONEY = frozenset(
    {"rate", "ratio", "percent", "percentage", "score", "factor", "estimate", "estimated",
     "weight", "limit", "threshold", "load", "energy", "time", "per", "token", "tokens", "compute",
     "relative"}
)  # fmt: skip
_FLOATS = frozenset(
    {
        "sqlalchemy.Float", "sqlalchemy.FLOAT", "sqlalchemy.REAL", "sqlalchemy.Double",
        "sqlalchemy.types.Float", "sqlmodel.Float", "sqlalchemy.dialects.mysql.FLOAT",
        "sqlalchemy.dialects.mysql.DOUBLE", "builtins.float",
    }
)  # fmt: skip


@checker(
    code="FAA235",
    subject=Class,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,
    message="`{model}.{field}` is money in a float, which loses cents; use Decimal and Numeric",
    advice="Store `{model}.{field}` as `Numeric` with a `Decimal`, or as whole cents.",
)
def float_for_money(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    table = context.project.data.table(cls)
    for column in table.columns.values() if table is not None else ():
        if column.owner == cls and column.type in _FLOATS and _says_money(column.name):
            yield at(column, model=node.name, field=column.name)


def _says_money(name: str) -> bool:
    words = name.lower().split("_")
    return words[-1] in _MONEY and _NOT_MONEY.isdisjoint(words)
