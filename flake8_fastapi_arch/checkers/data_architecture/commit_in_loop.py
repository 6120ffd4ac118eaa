'''A commit for each element waits for the disk as often as there are elements.

A commit returns when the transaction is safe on disk, which takes milliseconds and cannot be
hurried. One commit after the loop costs that once, and keeps all or nothing: with one per element a
failure in the middle leaves half of the work done. A refresh per element is a query per element.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
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


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=204)
def add_books(titles: list[str], session: Annotated[Session, Depends(get_session)]) -> None:
    """Add some books."""
    for title in titles:
        session.add(Book(title=title))
        session.commit()  # FAA205
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
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


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=204)
def add_books(titles: list[str], session: Annotated[Session, Depends(get_session)]) -> None:
    """Add some books."""
    session.add_all([Book(title=title) for title in titles])
    session.commit()
```

Silent about batches (a commit under a condition), elements that are kept apart on purpose (a
``try`` or a session of its own in the loop), loops that wait for something else in between, and
about a ``flush`` that something follows: it is often needed for a key.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Await,
    ExprStatement,
    For,
    Function,
    If,
    Node,
    Try,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.loops import Loop, iterable_of
from flake8_fastapi_arch.project.flow.uses import parents


@checker(
    code="FAA205",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` runs once per element of `{iterable}`; {instead}",
    advice="`{call}` runs once per element of `{iterable}`: {instead}.",
)
def commit_in_loop(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    effects = context.project.effects
    if not effects.serves(symbol):
        return
    seen: set[Loop] = set()
    for site in effects.sites(symbol):
        if not site.loops or not (_commits(site, context) or _flushes_last(site, context)):
            continue
        loop = context.project.loops.per_element(site, symbol)
        if loop is None or loop in seen or _is_apart(site, loop, function):
            continue
        if not context.project.loops.waits(site, loop, symbol):
            seen.add(loop)
            call = text(site.call.func)
            refreshes = call.endswith("refresh")
            verb = "flush" if call.endswith("flush") else "commit"
            yield at(
                site,
                call=call,
                iterable=text(iterable_of(loop)),
                instead="fetch them all again at once" if refreshes else f"{verb} once, after it",
            )


def _commits(site: Site, context: Context) -> bool:
    return any(
        effect.commit or effect.name.endswith("Session.refresh")
        for effect in context.project.effects.library_effects(site)
    )


def _flushes_last(site: Site, context: Context) -> bool:
    """Whether the call flushes at the end of its loop's body, where nobody needs what it gives."""
    loop = site.loops[-1]
    if not isinstance(loop, For) or not any(
        effect.name.endswith("Session.flush")
        for effect in context.project.effects.library_effects(site)
    ):
        return False
    match loop.body[-1]:
        case ExprStatement(value) | ExprStatement(Await(value)) if value is site.call:
            return True
    return False


def _is_apart(site: Site, loop: Loop, function: Function) -> bool:
    """Whether something between the call and its loop says that this element is a case apart."""
    above = parents(function)
    node: Node = site.call
    while node is not loop:
        node = above[node]
        if isinstance(node, (If, Try, With)):
            return True
    return False
