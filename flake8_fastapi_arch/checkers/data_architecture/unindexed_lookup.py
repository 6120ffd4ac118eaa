'''A look-up by a column without an index reads the whole table to find one row.

With a thousand rows nobody sees the difference. With a million each request that looks a user up by
name reads all of them, and they share one disk.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str]  # FAA232
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/titles/{isbn}")
def get_title(isbn: str, session: Annotated[Session, Depends(get_session)]) -> str | None:
    """The title of a book."""
    book = session.scalar(select(Book).where(Book.isbn == isbn))
    return book.title if book else None
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    isbn: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/titles/{isbn}")
def get_title(isbn: str, session: Annotated[Session, Depends(get_session)]) -> str | None:
    """The title of a book."""
    book = session.scalar(select(Book).where(Book.isbn == isbn))
    return book.title if book else None
```

Silent where another condition of the query has an index or is about a foreign key, which should
have one (FAA231; of several without one the column is named that serves most queries), about
conditions that only some requests bring, queries that compare more than three columns, columns of
few values (flags, enumerations, states, types of the project), about tables whose arguments cannot
be read, and where a migration, or SQL beside the model, makes the index.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Class, Constant
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA232",
    subject=Class,
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    when=When.REVIEW,
    message="requests look `{table}` up by `{column}`, which has no index; add `index=True`",
    advice="Index `{table}.{column}` (`index=True`, and a migration): requests look rows up by it.",
)
def unindexed_lookup(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    table = context.project.data.table(cls)
    if table is None:
        return
    migrations = context.project.migrations
    for name, site in context.project.lookups.unindexed(cls).items():
        column = table.columns[name]
        if column.owner != cls or column.foreign_key is not None:
            continue
        if not (migrations.may_index(table.name or "", name) or _is_indexed_by_sql(name, context)):
            used = Related(site.scope.module.path, site.line, "this query looks it up")
            yield at(column, related=(used,), anchor=name, table=node.name, column=name)


def _is_indexed_by_sql(column: str, context: Context) -> bool:
    """Whether the module makes an index itself, of a column of this name."""
    calls = context.project.names.scopes(context.module).calls_named("text", "execute")
    statements = (" ".join(_words(call)).upper() for call, _ in calls)
    return any("INDEX" in sql and column.upper() in sql for sql in statements)


def _words(call: Call) -> Iterator[str]:
    for node in walk(call):
        if isinstance(node, Constant) and isinstance(node.value, str):
            yield node.value
