'''A session whose flush failed refuses all further work until it is rolled back.

When a commit or a flush fails, the session is left in a state in which every statement raises
``PendingRollbackError``. An ``except`` that only logs, and goes on with the session, turns one bad
row into a failure of everything that follows.

Bad:

```python title="app.py"
import logging
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(title: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book, unless it is there."""
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:  # FAA214
        logging.warning("a book is there already")
    return session.query(Book).count()
```

Good:

```python title="app.py"
import logging
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(unique=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(title: str, session: Annotated[Session, Depends(get_session)]) -> int:
    """Add a book, unless it is there."""
    try:
        session.add(Book(title=title))
        session.commit()
    except IntegrityError:
        session.rollback()
        logging.warning("a book is there already")
    return session.query(Book).count()
```

Silent where the ``except`` raises, returns or breaks, or calls something named for a rollback or
that gets the session, or asks whether it is active; where the function ends after the ``try``;
where a savepoint (``begin_nested``), a session of its own or who commits keeps the failure
apart; for exceptions that no database raises; and where the session is not used again, in the same
function or by a loop that calls it.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Display,
    ExceptHandler,
    Expression,
    For,
    Function,
    If,
    Jump,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    Try,
    While,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import blocks, own, own_nodes, statements, walk
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Step
from flake8_fastapi_arch.project.flow.keys import argument_for
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_BROAD = frozenset({"builtins.Exception", "builtins.BaseException"})
_SENDING = (".commit", ".flush")


@checker(
    code="FAA214",
    subject=Function,
    pattern="session-management",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{session}` is used on after its {sent} failed; roll it back in this `except`",
    advice="Call `{session}.rollback()` in the `except`: without it every later statement fails.",
)
def missing_rollback(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    tries = own(function, Try)
    sites = context.project.effects.sites(symbol) if tries else ()
    for statement in tries:
        if _is_kept_apart(statement):
            continue
        inside = [site for site in sites if statement in site.guards]
        sent = next(((s, n) for s in inside if (n := _sent(s, context)) is not None), None)
        if sent is None:
            continue
        site, session = sent
        inner = site.guards[site.guards.index(statement) + 1 :]
        if any(_catches(h.caught, site.scope, context) for g in inner for h in g.handlers):
            continue  # an inner ``except`` gets the exception
        used = _used_later(session, statement, site, sites, function, context)
        later = (symbol, used) if used is not None else _used_by_caller(session, symbol, context)
        if later is None:
            continue
        for handler in statement.handlers:
            if _catches(handler.caught, site.scope, context):
                if not _mends((handler,), session) and not _leaves(handler):
                    user, again = later
                    where = Related(user.module.path, again.line, f"`{session}` is used again")
                    what = text(site.call.func).rpartition(".")[2]
                    yield at(handler, related=(where,), anchor="", session=session, sent=what)
                break  # the first handler that matches gets the exception


def _sent(site: Site, context: Context) -> str | None:
    """The session, as written, that the call at *site* commits or flushes, itself or what it runs
    with it."""
    func = site.call.func
    effects = context.project.effects
    if (
        isinstance(func, Attribute)
        and _is_session(func.value, site, context)
        and any(map(_is_sending, effects.library_effects(site)))
    ):
        return text(func.value)
    for callee in effects.targets(site).functions:
        chain = effects.reached_awaiting(callee, _is_sending, site)
        if chain is None or any(_mends_itself(step, context) for step in chain.steps):
            continue
        if effects.reached_awaiting(callee, _is_writing, site) is not None:
            for given in site.call.passed:
                if _is_session(given, site, context):
                    return text(given)
    return None


def _is_session(expression: Expression, site: Site, context: Context) -> bool:
    return isinstance(expression, (Name, Attribute)) and context.project.sessions.is_session(
        expression, site.scope
    )


def _is_sending(effect: Effect) -> bool:
    return effect.name.endswith(_SENDING)


def _is_writing(effect: Effect) -> bool:
    return effect.write


def _mends_itself(step: Step, context: Context) -> bool:
    """Whether the function of *step* may roll back, or keeps to itself what failed there."""
    function = step.function
    if any(
        isinstance(node, With) or (isinstance(node, Attribute) and "rollback" in node.attr)
        for node in own_nodes(function.node)
    ):
        return True
    return any(
        _catches(handler.caught, site.scope, context) and not except_clauses.lets_go(handler)
        for site in context.project.effects.sites(function)
        if site.line == step.line
        for guard in site.guards
        for handler in guard.handlers
    )


def _used_later(
    session: str,
    statement: Try,
    sent: Site,
    sites: tuple[Site, ...],
    function: Function,
    context: Context,
) -> Site | None:
    """A call behind *statement*, or in the next round of the loop around it, for which *session*
    talks to the database."""
    last = max((n.line for n in walk(statement) if isinstance(n, Call)), default=statement.line)
    end = _end_of_the_way(statement, function)
    loops = {
        loop for loop in sent.loops if loop.line < statement.line and not _makes(session, loop)
    }
    for site in sites:
        if statement in site.guards and not loops:
            continue
        behind = last < site.line <= end
        again = bool(loops.intersection(site.loops))
        if (behind or again) and _talks(session, site, context):
            return site
    return None


def _used_by_caller(
    session: str, function: FunctionSymbol, context: Context
) -> tuple[FunctionSymbol, Site] | None:
    """Who calls *function* in a loop with one *session* for all rounds, and where."""
    if session not in (parameter.name for parameter in function.node.parameters):
        return None
    for caller, site in _calls_of(function, context):
        given = argument_for(session, function, site)
        if isinstance(given, (Name, Attribute)) and any(
            not _makes(text(given), loop) and not any(isinstance(n, With) for n in walk(loop))
            for loop in site.loops
        ):
            return caller, site
    return None


def _calls_of(
    function: FunctionSymbol, context: Context
) -> Iterator[tuple[FunctionSymbol, Site]]:
    """The calls of *function*, those of jobs that no request reaches, too."""
    effects = context.project.effects
    for call, scope in context.project.calls_named(function.name.rpartition(".")[2]):
        if isinstance(scope.owner, Function):
            caller = FunctionSymbol(scope.module, scope.owner)
            for site in effects.sites(caller):
                if site.call is call and function in effects.targets(site).functions:
                    yield caller, site


def _makes(session: str, loop: Node) -> bool:
    """Whether each round of *loop* has a *session* of its own."""
    name = session.partition(".")[0]
    return any(
        isinstance(target, Name) and target.id == name
        for node in walk(loop)
        for target in (*getattr(node, "targets", ()), getattr(node, "target", None))
    )


def _end_of_the_way(statement: Try, function: Function) -> int:
    """The last line that is run after *statement*: the function may be left at the end of a block
    around it."""
    above = parents(function)
    inner: Node = statement
    while inner is not function:
        outer = above[inner]
        parts: list[tuple[Statement, ...]] = []
        if isinstance(outer, (ExceptHandler, Function)):
            parts = [outer.body]
        elif isinstance(outer, (If, For, While, With, Try)):
            parts = list(blocks(outer))
        for block in parts:
            if inner in block and isinstance(block[-1], (Return, Raise)):
                return max(getattr(n, "line", 0) for n in walk(block[-1]))
        inner = outer
    return function.end_line


def _talks(session: str, site: Site, context: Context) -> bool:
    func = site.call.func
    effects = context.project.effects
    if isinstance(func, Attribute):
        found = effects.library_effects(site)
        root = func.value
        while isinstance(root, Call) and isinstance(root.func, Attribute):
            root = root.func.value
        if text(root) == session and any(_is_work(effect) for effect in found):
            return True
    passed = site.call.passed
    return any(isinstance(a, (Name, Attribute)) and text(a) == session for a in passed) and any(
        effects.reached_awaiting(callee, _is_work, site) is not None
        for callee in effects.targets(site).functions
    )


def _is_work(effect: Effect) -> bool:
    """Whether the call sends the database something: staging does not, a rollback mends."""
    return effect.query or _is_sending(effect)


def _is_kept_apart(statement: Try) -> bool:
    """Whether the ``try`` holds, or is, a savepoint or a session of its own."""
    return any(isinstance(inner, With) for inner in statements(statement.body))


def _catches(caught: Expression | None, scope: Scope, context: Context) -> bool:
    if caught is None:
        return True
    kinds = caught.items if isinstance(caught, Display) else (caught,)
    names = [name for kind in kinds for name in context.project.names.dotted(kind, scope)]
    plain = {f"builtins.{kind.id}" for kind in kinds if isinstance(kind, Name)}
    return not _BROAD.isdisjoint(plain) or any(name.startswith("sqlalchemy.") for name in names)


def _mends(handlers: tuple[ExceptHandler, ...], session: str) -> bool:
    """Whether a handler rolls back, or hands the session to what may."""
    for handler in handlers:
        for node in (n for part in handler.body for n in walk(part)):
            if isinstance(node, Call):
                if "rollback" in text(node.func).lower():
                    return True
                passed = [*node.args, *(k.value for k in node.keywords)]
                if any(text(argument) == session for argument in passed):
                    return True
                if text(node.func) in (f"{session}.close", f"{session}.reset"):
                    return True
            elif isinstance(node, Raise):
                return True
            if isinstance(node, Attribute) and text(node) == f"{session}.is_active":
                return True
    return False


def _leaves(handler: ExceptHandler) -> bool:
    """Whether the function, or its loop, ends with the handler."""
    last = handler.body[-1] if handler.body else None
    return isinstance(last, Return) or (isinstance(last, Jump) and last.kind == "break")
