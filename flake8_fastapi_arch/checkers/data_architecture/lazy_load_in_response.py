'''A response model that reads a lazy relationship loads it row by row while the response is made.

FastAPI reads every field of the response model from the rows that the handler returns. A field with
the name of a relationship is a read like any other: without an eager loading option it costs one
query per row, and the handler's code shows nothing of it. Under an ``AsyncSession`` the read raises
``MissingGreenlet``, and the client gets a 500.

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

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from models import Order
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class LineOut(BaseModel):
    price: int


class OrderOut(BaseModel):
    id: int
    lines: list[LineOut]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/orders", response_model=list[OrderOut])
def read_orders(session: Annotated[Session, Depends(get_session)]) -> object:
    """The latest orders."""
    return session.scalars(select(Order).limit(50)).all()  # FAA204
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from models import Order
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, selectinload, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class LineOut(BaseModel):
    price: int


class OrderOut(BaseModel):
    id: int
    lines: list[LineOut]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/orders", response_model=list[OrderOut])
def read_orders(session: Annotated[Session, Depends(get_session)]) -> object:
    """The latest orders."""
    return session.scalars(select(Order).options(selectinload(Order.lines)).limit(50)).all()
```

``Model.model_validate(row)`` reads the same way and counts too, and so does a field for which the
row has a property that reads a relationship.

One finding for each query and model, which names the first relationship and counts the others.

Silent about a single row under a synchronous session, which costs one query, about relationships
that load themselves, queries with options that cannot be read, and models that are not Pydantic's.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.data.lazy_loads import LazyLoad
from flake8_fastapi_arch.project.data.query_state import Path


@checker(
    code="FAA204",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{model}` reads `{relationship}`{more}, which {costs}; load it with `{option}`",
    advice="Add `{option}` to the options of the query: `{model}` reads `{relationship}`{more}, "
    "which {costs}.",
)
def lazy_load_in_response(function: Function, context: Context) -> Iterator[Match]:
    for call, loads in context.project.lazy_loads.of(function):
        # One finding for a query and a model: whoever loads one relationship loads all of them.
        by_model: dict[str, dict[Path, LazyLoad]] = {}
        for load in loads:
            if load.model is not None and (load.is_repeated or load.source.is_async):
                by_model.setdefault(load.model, {}).setdefault(load.path, load)
        for model, found in by_model.items():
            first, *others = nearest = sorted(found.values(), key=lambda load: len(load.path))
            yield at(
                call,
                related=_places(nearest),
                anchor=first.option,
                model=model,
                relationship=first.text,
                more=f" and {len(others)} more" if others else "",
                option=first.option,
                costs=_costs(first.source.is_async, bool(others)),
            )


def _costs(is_async: bool, are_several: bool) -> str:
    s = "" if are_several else "s"
    return f"raise{s} MissingGreenlet" if is_async else f"cost{s} one query per row"


def _places(loads: list[LazyLoad]) -> tuple[Related, ...]:
    """Where the model is made, and each relationship that it reads."""
    first = loads[0]
    return (
        Related(first.file, first.line, f"`{first.reader}` makes `{first.model}` of the rows"),
        *(
            Related(
                load.relationship.owner.module.path,
                load.relationship.line,
                f"`{load.text}` loads when it is read",
            )
            for load in loads
        ),
    )
