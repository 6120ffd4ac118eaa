'''A request field that may be absent, for a column that must not be, is a 500 waiting to be sent.

The request model lets ``null`` pass, the handler makes a row of it, and the database refuses: the
client gets an internal error for what should have been a 422 that names the field.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookCreate(BaseModel):
    title: str | None = None  # FAA155


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(body: BookCreate, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(**body.model_dump())
    session.add(book)
    session.commit()
    return book.id
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookCreate(BaseModel):
    title: str


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(body: BookCreate, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(**body.model_dump())
    session.add(book)
    session.commit()
    return book.id
```

Silent where the function looks at the field or sets the column elsewhere, where it leaves because
of another field of the body, where the model has validators or is filled by the project itself,
where the table's class has a constructor or listeners of its own, and about columns of JSON, which
hold a ``null`` of their own, with a default, or whose nullability is not certain.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class, Name
from flake8_fastapi_arch.project.data.filled_columns import may_be_none
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_HOLDING_NULL = (".JSON", ".JSONB")
"""SQLAlchemy writes None into them as the JSON value ``null``."""


@checker(
    code="FAA155",
    subject=Class,
    pattern="poor-models",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{field}` may be None, but `{table}.{column}` may not: a 500; require the field",
    advice="Require `{model}.{field}`, or give `{table}.{column}` a default.",
)
def optional_required_field(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    seen: set[str] = set()
    for filled in context.project.filled_columns.by(cls):
        field, column = filled.field, filled.column
        if field.name in seen or column.nullable is not False or column.is_filled:
            continue
        if (column.type or "").endswith(_HOLDING_NULL):
            continue
        if may_be_none(field):
            seen.add(field.name)
            owner = column.owner.module.path if column.owner is not None else ""
            yield at(
                Name(field.name, field.line, 4),
                related=(
                    Related(filled.scope.module.path, filled.call.line, "the row is made here"),
                    Related(owner, column.line, "the column"),
                ),
                anchor=field.name,
                model=node.name,
                field=field.name,
                table=filled.table.cls.node.name if filled.table.cls is not None else "",
                column=column.name,
            )
