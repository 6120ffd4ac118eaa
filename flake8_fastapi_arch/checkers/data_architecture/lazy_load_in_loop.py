'''A lazy relationship that is read for each row of a query loads once per row.

The query is one, and then each row asks for its own: ten orders cost eleven queries, a thousand
cost a thousand and one. No loop in the code holds a query, so nobody sees it: the query stands in a
repository, the relationship in a model, the loop in a handler or a converter. Under an
``AsyncSession`` there is no second query: reading the relationship raises ``MissingGreenlet``.

Bad:

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
    price: Mapped[int]
    order: Mapped[Order] = relationship(back_populates="lines")
```

```python title="orders.py"
from collections.abc import Sequence

from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session


def latest(session: Session) -> Sequence[Order]:
    return session.scalars(select(Order).order_by(Order.id.desc()).limit(50)).all()  # FAA203
```

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from orders import latest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/totals")
def read_totals(session: Annotated[Session, Depends(get_session)]) -> list[int]:
    """What the latest orders come to."""
    return [sum(line.price for line in order.lines) for order in latest(session)]
```

Good:

```python title="orders.py"
from collections.abc import Sequence

from models import Order
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload


def latest(session: Session) -> Sequence[Order]:
    query = select(Order).options(selectinload(Order.lines)).order_by(Order.id.desc()).limit(50)
    return session.scalars(query).all()
```

The finding stands at the query, where the option belongs; the place that reads is named. Where the
function with the query has the option for those who ask, it stands at the call that does not.

Silent about relationships that load themselves (``lazy="selectin"``, ``"joined"`` and so on) or
never do (``"raise"``, ``"dynamic"``), about queries with options that cannot be read, rows that are
read one at a time, what the function sets or refreshes itself, to-one relationships that lead to
one object for all rows, and code that no request reaches.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.data.lazy_loads import LazyLoad


@checker(
    code="FAA203",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{read}` in `{reader}` {costs}; load it here with `{option}`",
    advice="Add `{option}` to the options of the query: `{read}` in `{reader}` {costs}.",
)
def lazy_load_in_loop(function: Function, context: Context) -> Iterator[Match]:
    for call, loads in context.project.lazy_loads.of(function):
        seen = set()
        for load in loads:
            if load.is_repeated and load.model is None and load.path not in seen:
                seen.add(load.path)
                is_async = load.source.is_async
                yield at(
                    call,
                    related=_places(load),
                    anchor=load.option,
                    read=load.text,
                    reader=load.reader,
                    option=load.option,
                    costs="raises MissingGreenlet" if is_async else "costs one query per row",
                )


def _places(load: LazyLoad) -> tuple[Related, ...]:
    relationship = load.relationship
    return (
        Related(load.file, load.line, f"`{load.reader}` reads `{load.text}` of each row"),
        Related(
            relationship.owner.module.path,
            relationship.line,
            f"`{relationship.owner.name}.{relationship.name}` loads when it is read",
        ),
    )
