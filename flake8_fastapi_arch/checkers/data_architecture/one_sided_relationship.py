"""Two relationships over one foreign key that do not know of each other disagree until the commit.

``order.lines.append(line)`` should make ``line.order`` the order. It does where the two name each
other with ``back_populates``; where they do not, one side keeps its old value, and SQLAlchemy warns
that both write the same column.

Bad:

```python title="models.py"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship()


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    order: Mapped[Order] = relationship()  # FAA234
```

Good:

```python title="models.py"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    lines: Mapped[list["Line"]] = relationship(back_populates="order")


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    order: Mapped[Order] = relationship(back_populates="lines")
```

Silent where more than one foreign key joins the tables, about ``viewonly`` relationships, and those
with a join, a secondary table or foreign keys of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.project.data.tables import Relationship
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA234",
    subject=Class,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{one}` and `{other}` do not know of each other; name them in `back_populates`",
    advice="Let `{one}` and `{other}` name each other in `back_populates`.",
)
def one_sided_relationship(node: Class, context: Context) -> Iterator[Match]:
    data = context.project.data
    cls = ClassSymbol(context.module, node)
    table = data.table(cls)
    for mine in table.relationships.values() if table is not None else ():
        # At the side that holds the key, so that each pair is told once.
        if mine.owner != cls or mine.target is None or len(data.keys_of(mine)) != 1:
            continue
        target = data.table(mine.target)
        found = target.relationships.values() if target is not None else ()
        theirs = [other for other in found if other.target == cls and other is not mine]
        if len(theirs) == 1 and _is_alone(mine) and _is_alone(theirs[0]) and mine.uselist is False:
            other = theirs[0]
            place = Related(other.owner.module.path, other.line, "the other side")
            yield at(
                mine,
                related=(place,),
                one=f"{node.name}.{mine.name}",
                other=f"{other.owner.name}.{other.name}",
            )


def _is_alone(relationship: Relationship) -> bool:
    return not (
        relationship.back_populates
        or relationship.backref
        or relationship.viewonly
        or relationship.secondary
        or relationship.primaryjoin
        or relationship.foreign_keys
        or relationship.lazy is None
    )
