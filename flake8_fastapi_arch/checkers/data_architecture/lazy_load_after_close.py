'''A lazy relationship cannot be read from a row whose session is closed.

A function opens a session, finds a row and returns it; the ``with`` block ends, and the session
with it. Reading a relationship that was not loaded would take a query, and there is nobody to send
it: SQLAlchemy raises ``DetachedInstanceError`` in the caller, far from the query that lacks the
option.

Bad:

```python title="models.py"
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Customer(Base):
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    customer: Mapped[Customer] = relationship()
```

```python title="orders.py"
from models import Order
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///shop.db")


def find(order_id: int) -> Order | None:
    with Session(engine) as session:
        query = select(Order).where(Order.id == order_id)  # FAA208
        return session.scalars(query).one_or_none()
```

```python title="app.py"
from fastapi import FastAPI, HTTPException
from orders import find

app = FastAPI()


@app.get("/orders/{order_id}/customer")
def read_customer(order_id: int) -> str:
    """Who ordered."""
    order = find(order_id)
    if order is None:
        raise HTTPException(404)
    return order.customer.name
```

Good:

```python title="orders.py"
from models import Order
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, joinedload

engine = create_engine("sqlite:///shop.db")


def find(order_id: int) -> Order | None:
    with Session(engine) as session:
        query = select(Order).where(Order.id == order_id).options(joinedload(Order.customer))
        return session.scalars(query).one_or_none()
```

The finding stands at the query, where the option belongs. A read in a loop is FAA203, one by a
response model FAA204, and one under an ``AsyncSession`` FAA207.

Silent where the block does not surely make the session, where the reader may be called inside the
block, where the relationship loads itself, where the query has options that cannot be read, and
where the reader is ready for the error.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Function, Node, With
from flake8_fastapi_arch.facts.walk import own_nodes
from flake8_fastapi_arch.project.data.lazy_loads import LazyLoad
from flake8_fastapi_arch.project.flow.uses import parents

_MAX_RUN = 200  # functions that one may run


@checker(
    code="FAA208",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{read}` in `{reader}` raises DetachedInstanceError; load it here with `{option}`",
    advice="Add `{option}` to the options of the query, for `{reader}` reads `{read}` when the "
    "session is closed.",
)
def lazy_load_after_close(function: Function, context: Context) -> Iterator[Match]:
    if function.is_generator:
        return  # whoever it yields to reads while the session is open
    for call, loads in context.project.lazy_loads.of(function):
        # What is read while the session is open is loaded, and stays.
        seen = {load.path for load in loads if _is_read_inside(load, function, context)}
        for load in loads:
            if load.is_repeated or load.by is None or load.source.is_async:
                continue
            if load.path not in seen and _closes(call, function, context):
                seen.add(load.path)
                yield at(
                    call,
                    related=(
                        Related(load.file, load.line, f"`{load.reader}` reads `{load.text}`"),
                    ),
                    anchor=load.option,
                    read=load.text,
                    reader=load.reader,
                    option=load.option,
                )


def _is_read_inside(load: LazyLoad, function: Function, context: Context) -> bool:
    """Whether *function*, or something that it may run, is what reads: a property, too, that it
    only names."""
    reader = load.by
    if reader is None or not isinstance(reader.node, Function):
        return False
    effects = context.project.effects
    inside = [context.symbol(function)]
    for runs in inside:
        if runs == reader or any(
            isinstance(node, Attribute) and node.attr == reader.node.name
            for node in own_nodes(runs.node)
        ):
            return True
        for site in effects.sites(runs):
            inside += [each for each in effects.targets(site).functions if each not in inside]
        if len(inside) > _MAX_RUN:
            return True  # it might
    return False


def _closes(call: Call, function: Function, context: Context) -> bool:
    """Whether *call* stands in a ``with`` block of *function* that makes and closes a session."""
    scope = context.project.names.scope_of(context.module, function)
    above = parents(function)
    node: Node = call
    while node is not function:
        node = above[node]
        for item in node.items if isinstance(node, With) else ():
            if isinstance(item.context, Call) and context.project.sessions.makers(
                item.context, scope
            ):
                return True
    return False
