'''A broad `except` in a handler hides that the work failed: the client is told of success.

The row was not written, the list could not be read, and the answer is a 200 with nothing in it.
Nobody finds out: not the client, who does not try again, not the monitoring, which counts answers,
and not the team, until somebody misses the data. A log line that nobody reads changes little.

Bad:

```python title="app.py"
import logging
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with Session(engine) as session:
        yield session


@app.get("/books")
def titles(session: Annotated[Session, Depends(get_session)]) -> list[str]:
    """All titles."""
    try:
        return list(session.scalars(select(Book.title).limit(100)))
    except Exception:  # FAA512
        logging.exception("no titles")
        return []
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def get_session():
    with Session(engine) as session:
        yield session


@app.get("/books")
def titles(session: Annotated[Session, Depends(get_session)]) -> list[str]:
    """All titles."""
    return list(session.scalars(select(Book.title).limit(100)))
```

Silent where the clause raises, answers with a status of its own or asks what it caught, where what
is tried neither commits a write nor gives the handler's own result (cleaning up, caches, telemetry
are tried on top), where the handler commits besides, has sent its order to another service or has
removed its files before, takes the session's cookie away in any case, or asks afterwards for what
was tried, where a GET writes on top of reading, for one of many in a loop, and for clauses that
name what they expect.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Class,
    ExceptHandler,
    ExprStatement,
    For,
    Function,
    If,
    Name,
    Return,
    Statement,
    Try,
    While,
)
from flake8_fastapi_arch.facts.walk import blocks, statements, walk
from flake8_fastapi_arch.project.data.queries import commits
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import is_broad
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_ASKING = frozenset({"get", "head", "options", "stream"})
"""What an HTTP client only asks by."""
_CHANGING_FILES = frozenset({"copytree", "move", "remove", "rename", "replace", "rmtree", "unlink"})


@checker(
    code="FAA512",
    subject=Handler,
    pattern="error-handling",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{name}` hides that {what} failed; catch what you expect and answer with an error",
    advice="Catch in `{name}` only what is expected, answer it with an HTTPException, and let "
    "everything else be a 500.",
)
def swallowed_exception(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    for node in _outside_loops(function.body):
        for clause in node.handlers:
            what = _hidden(node, clause, function, context)
            if what is not None:
                yield at(clause, name=function.name, what=what)


def _outside_loops(body: tuple[Statement, ...]) -> Iterator[Try]:
    for statement in body:
        if isinstance(statement, (For, While, Function, Class)):
            continue
        if isinstance(statement, Try):
            yield statement
        for block in blocks(statement):
            yield from _outside_loops(block)


def _hidden(node: Try, handler: ExceptHandler, function: Function, context: Context) -> str | None:
    """What fails unnoticed; None for nothing that the client would have to know."""
    scope = context.project.names.scope_of(context.module, function)
    caught, _ = context.project.exceptions.types.caught(handler.caught, scope)
    if not is_broad(caught) or not _is_quiet(handler):
        return None
    if isinstance(node.body[-1], Return) and except_clauses.returned(handler):
        return "it"
    if _is_asked_for(node, function) or not _may_write(function, context):
        return None
    if _is_on_top(node, context.symbol(function), context):
        return None
    return "the write" if _only_commit_is_in(node, context.symbol(function), context) else None


def _may_write(function: Function, context: Context) -> bool:
    """Whether a client sends a request to *function* to have something written."""
    return any(
        not _READING.issuperset(route.methods)
        for route in context.project.application.routes_of(function)
    )


def _is_asked_for(node: Try, function: Function) -> bool:
    """Whether the handler tests afterwards what the body of *node* would have given."""
    tried = list(statements(node.body))
    given = {
        target.id
        for statement in tried
        if isinstance(statement, Assign)
        for target in statement.targets
        if isinstance(target, Name)
    }
    return any(
        isinstance(branch, If)
        and branch.line > node.line
        and branch not in tried
        and any(isinstance(part, Name) and part.id in given for part in walk(branch.test))
        for branch in statements(function.body)
    )


def _is_on_top(node: Try, function: FunctionSymbol, context: Context) -> bool:
    """Whether what the client asked for is done anyway: the handler has ordered it of others before
    it tries *node*, or takes the cookie away whose session it tries to end."""
    inside = {part for statement in node.body for part in walk(statement)}
    return any(
        _takes_cookie(site) or (site.line < node.line and _acts(site, context))
        for site in context.project.effects.sites(function)
        if site.call not in inside
    )


def _takes_cookie(site: Site) -> bool:
    func = site.call.func
    return isinstance(func, Attribute) and func.attr == "delete_cookie"


def _acts(site: Site, context: Context) -> bool:
    """Whether the call sends an order to somebody else, or removes or moves files."""
    effects = context.project.effects
    return any(map(_is_order, effects.library_effects(site))) or any(
        effects.reached_awaiting(callee, _is_order, site) is not None
        for callee in effects.targets(site).functions
    )


def _is_order(effect: Effect) -> bool:
    name = effect.name.rpartition(".")[2]
    if effect.kind == "file":
        return name in _CHANGING_FILES
    return effect.kind in ("network", "queue", "mail", "subprocess") and name not in _ASKING


def _is_quiet(handler: ExceptHandler) -> bool:
    """Whether the clause tells the caller nothing."""
    answer = except_clauses.returned(handler)
    return not (
        except_clauses.raised(handler)
        or except_clauses.lets_go(handler)
        or except_clauses.asks(handler)
        or (answer is not None and not except_clauses.is_empty(answer.value))
        or any(not _is_rollback(statement) for statement in except_clauses.besides(handler))
    )


def _is_rollback(statement: Statement) -> bool:
    return any(
        isinstance(node, Attribute) and node.attr == "rollback" for node in walk(statement)
    ) and isinstance(statement, ExprStatement)


def _only_commit_is_in(node: Try, function: FunctionSymbol, context: Context) -> bool:
    """Whether what is tried ends a transaction, and nothing else in the handler does."""
    inside = {part for statement in node.body for part in walk(statement)}
    commits = [
        site.call in inside
        for site in context.project.effects.sites(function)
        if _commits(site, context)
    ]
    return bool(commits) and all(commits)


def _commits(site: Site, context: Context) -> bool:
    effects = context.project.effects
    return any(effect.commit for effect in effects.library_effects(site)) or any(
        effects.reached_awaiting(callee, commits, site) is not None
        for callee in effects.targets(site).functions
    )
