'''A route that returns every row of a table answers slower with each row, until it does not.

With ten rows in development nobody notices. With a hundred thousand each request loads, validates
and serialises all of them, holds them in memory as often as there are requests, and the client
shows the first twenty. A limit with an upper bound costs two parameters.

Bad:

```python title="app.py"
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookRead(BaseModel):
    id: int
    title: str


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/books", response_model=list[BookRead])
def list_books(session: Annotated[Session, Depends(get_session)]) -> Sequence[Book]:  # FAA118
    """All books."""
    return session.scalars(select(Book).order_by(Book.title)).all()
```

Good:

```python title="app.py"
from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookRead(BaseModel):
    id: int
    title: str


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/books", response_model=list[BookRead])
def list_books(
    session: Annotated[Session, Depends(get_session)],
    limit: Annotated[int, Query(gt=0, le=100)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> Sequence[Book]:
    """Some books."""
    return session.scalars(select(Book).order_by(Book.title).limit(limit).offset(offset)).all()
```

The query may lie in functions that the handler calls.

Silent about queries with a condition, a join or a limit, of which something is not understood, or
which go to tables of what somebody sets up (roles, categories, settings: the last word of the class
says so) or that ``lookup-tables`` names; about routes with a parameter for pages, and about routes
that select or count the rows before they return them.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import (
    Impact,
    Match,
    Option,
    Priority,
    Related,
    When,
    at,
    checker,
)
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Comprehension, Expression, Return
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.data.rows import Source
from flake8_fastapi_arch.project.routes.application import Handler, Route

_SET_UP = re.compile(
    r"(?:Role|Permission|Categor(?:y|ie)|Type|Kind|Status|State|Level|Setting|Config|Configuration"
    r"|Option|Feature|Flag|Plan|Tier|Polic(?:y|ie)|Template|Countr(?:y|ie)|Region|Currenc(?:y|ie)"
    r"|Language|Locale|Zone|Method|Gateway|Provider|Engine|Catalog|Webhook)"
    r"s?(?:Model|Entity|Table|ORM|DB)?$"
)
"""Class names of what administrators set up, a handful of rows that nobody pages through."""
_PAGES = ("limit", "offset", "page", "size", "per_page", "cursor", "skip", "top", "count", "max")


@checker(
    code="FAA118",
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,  # which tables stay small only the team knows
    message="`GET {path}` returns every `{entity}` there is; give it a limit",
    advice="Page through `{entity}` in `{handler}`: `limit` with an upper bound, and `offset` or "
    "a cursor.",
    options=(Option("lookup-tables", (), "classes of tables that stay small (FAA118)"),),
)
def unbounded_list(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if not all(route.methods == ("GET",) for route in routes):
        return
    if any(_has_pages(route) for route in routes):
        return
    lookup = context.options["lookup-tables"]
    assert isinstance(lookup, tuple)
    scope = context.project.names.scope_of(context.module, function)
    for node in own(function, Return):
        if node.value is None:
            continue
        listed = _listed(node.value)
        for source in sorted(context.project.rows.of(listed, scope), key=_place):
            name = source.entity.node.name
            if _is_everything(source) and name not in lookup and not _SET_UP.search(name):
                root, where = source.root
                yield at(
                    function,
                    related=(Related(where.module.path, root.line, "the query without a limit"),),
                    anchor=source.entity.name,
                    path=routes[0].path,
                    entity=name,
                    handler=function.name,
                )
                return


def _has_pages(route: Route) -> bool:
    parameters = [*route.parameters, *(p for d in route.closure.flat() for p in d.parameters)]
    return any(word in p.name.lower() for p in parameters for word in _PAGES)


def _listed(returned: Expression) -> Expression:
    """The rows behind ``[Read.model_validate(row) for row in rows]``."""
    if isinstance(returned, Comprehension) and len(returned.generators) == 1:
        generator = returned.generators[0]
        if not generator.ifs:
            return generator.iter
    return returned


def _is_everything(source: Source) -> bool:
    """Whether *source* surely is all rows of its table, as a list."""
    statement = source.statement
    return (
        not source.single
        and not source.path
        and source.loop is None
        and statement.known
        and not statement.bounded
        and not statement.filtered
        and len(statement.roots) == 1
        and len(statement.entities) == 1
    )


def _place(source: Source) -> tuple[str, int, int]:
    root, scope = source.root
    return scope.module.path, root.line, root.col
