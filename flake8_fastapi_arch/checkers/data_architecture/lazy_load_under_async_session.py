'''A lazy relationship cannot be read from a row of an ``AsyncSession``.

Loading it would take a query, and reading an attribute cannot await one: SQLAlchemy raises
``MissingGreenlet``. It happens on the first request that takes this path, and not in tests that
made the object themselves, for then it is loaded already.

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

```python title="app.py"
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from models import Order
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


@app.get("/orders/{order_id}/customer")
async def read_customer(
    order_id: int, session: Annotated[AsyncSession, Depends(get_session)]
) -> str:
    """Who ordered."""
    order = await session.get(Order, order_id)  # FAA207
    if order is None:
        raise HTTPException(404)
    return order.customer.name
```

Good:

```python title="app.py"
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from models import Order
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import joinedload

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


@app.get("/orders/{order_id}/customer")
async def read_customer(
    order_id: int, session: Annotated[AsyncSession, Depends(get_session)]
) -> str:
    """Who ordered."""
    order = await session.get(Order, order_id, options=[joinedload(Order.customer)])
    if order is None:
        raise HTTPException(404)
    return order.customer.name
```

The finding stands at the query, where the option belongs. A read in a loop is FAA203, one by a
response model FAA204. What ``lazy="selectin"``, ``"joined"`` or ``"subquery"`` loads by itself ends
where it would come round in a circle: such a relationship of a class to itself is not loaded at
all, unless ``join_depth`` says how often.

Silent where the relationship loads itself, where the query has options that cannot be read, where
the function sets or refreshes the relationship first, and where the object it leads to may be in
the session already.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function


@checker(
    code="FAA207",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{read}` in `{reader}` raises MissingGreenlet; load it here with `{option}`",
    advice="Add `{option}` to the options of the query, for `{reader}` reads `{read}`.",
)
def lazy_load_under_async_session(function: Function, context: Context) -> Iterator[Match]:
    for call, loads in context.project.lazy_loads.of(function):
        seen = set()
        for load in loads:
            if load.is_repeated or load.model is not None or not load.source.is_async:
                continue
            if load.path not in seen:
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
