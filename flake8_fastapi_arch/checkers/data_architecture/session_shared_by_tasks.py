'''One ``AsyncSession`` cannot serve several tasks at once.

A session has one connection, and a connection answers one statement at a time. Two tasks that use
it at once raise ``InvalidRequestError`` ("This session is provisioning a new connection") or
``IllegalStateChangeError``. What shall run at once needs a session for each task.

Bad:

```python title="app.py"
import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def count(session: AsyncSession, table: str) -> int:
    queries = {"book": text("SELECT count(*) FROM book"), "cart": text("SELECT count(*) FROM cart")}
    return (await session.execute(queries[table])).scalar_one()


@app.get("/counts")
async def read_counts(session: Annotated[AsyncSession, Depends(get_session)]) -> list[int]:
    """How many books and carts there are."""
    return list(await asyncio.gather(count(session, "book"), count(session, "cart")))  # FAA217
```

Good:

```python title="app.py"
import asyncio

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

app = FastAPI()
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


async def count(table: str) -> int:
    queries = {"book": text("SELECT count(*) FROM book"), "cart": text("SELECT count(*) FROM cart")}
    async with make_session() as session:
        return (await session.execute(queries[table])).scalar_one()


@app.get("/counts")
async def read_counts() -> list[int]:
    """How many books and carts there are."""
    return list(await asyncio.gather(count("book"), count("cart")))
```

A session that an object keeps is shared as well, when a method of that one object runs several
times at once.

Silent where only one of the tasks gets the session, where the class that has the session replaces
the method that starts the tasks, about an ``async_scoped_session``, where a task
does not query with it, and where each makes its own.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Comprehension,
    Expression,
    Function,
    Name,
    Starred,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import dotted
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_OF_EACH_TASK = "sqlalchemy.ext.asyncio.async_scoped_session"


@checker(
    code="FAA217",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{session}` is used by several tasks at once; give each its own session",
    advice="Make a session in each task instead of sharing `{session}`, or run them one by one.",
)
def session_shared_by_tasks(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    effects = context.project.effects
    for site, offload in effects.offloads(symbol):
        if offload.runs != "task" or not offload.every:
            continue
        sites = {site.call: site for site in effects.sites(symbol)}
        users: dict[str, int] = {}
        for call, scope, times in _tasks(site, context):
            for session in _sessions(call, scope, sites.get(call), function, context):
                users[session] = users.get(session, 0) + times
        for session, count in users.items():
            if count > 1:
                yield at(site, session=session)


def _tasks(site: Site, context: Context) -> Iterator[tuple[Call, Scope, int]]:
    """The calls that run at once, and how often at least."""
    for argument in site.call.args:
        inner = argument.value if isinstance(argument, Starred) else argument
        if isinstance(inner, Comprehension) and isinstance(argument, Starred):
            if isinstance(inner.element, Call):
                yield inner.element, context.project.names.scope_of(context.module, inner), 2
        elif isinstance(inner, Name) and isinstance(argument, Starred):
            yield from _listed(inner, site.scope, context)
        elif isinstance(inner, Call):
            yield inner, site.scope, 1


def _listed(name: Name, scope: Scope, context: Context) -> Iterator[tuple[Call, Scope, int]]:
    """The calls in the comprehension that *name* is bound to."""
    for binding in scope.bindings.get(name.id, ()):
        value = binding.value
        if isinstance(value, Comprehension) and isinstance(value.element, Call):
            yield value.element, context.project.names.scope_of(context.module, value), 2


def _sessions(
    call: Call, scope: Scope, site: Site | None, function: Function, context: Context
) -> Iterator[str]:
    """The sessions of *function* around that the task which *call* starts queries with."""
    effects = context.project.effects
    if site is None:
        return
    receiver = call.func.value if isinstance(call.func, Attribute) else None
    if receiver is not None and context.project.sessions.is_async(receiver, scope):
        if effects.library_effects(site) and _is_shared(receiver, scope, context):
            yield text(receiver)
        return
    found = (
        effects.reached_awaiting(callee, _is_query, site)
        for callee in effects.targets(site).functions
        if not _is_object(receiver) or _is_inherited(function, callee, context)
    )
    chains = [chain for chain in found if chain is not None]
    if chains:
        for argument in call.passed:
            if _is_shared(argument, scope, context):
                yield text(argument)
    if receiver is not None and _is_from_outside(receiver, scope):
        kept = (_kept_session(chain, context) for chain in chains)
        yield from dict.fromkeys(f"{text(receiver)}.{name}" for name in kept if name is not None)


def _is_inherited(function: Function, callee: FunctionSymbol, context: Context) -> bool:
    """Whether objects that *callee* is a method of have the method *function*, and no other one in
    its place."""
    names = context.project.names
    scope = names.scope_of(callee.module, callee.node)
    cls = names.class_of_method(callee.node, scope) if isinstance(callee.node, Function) else None
    found = context.project.types.member(cls, function.name) if cls is not None else None
    return found is None or found[1].value is function


def _kept_session(chain: Chain, context: Context) -> str | None:
    """The attribute of the object whose method *chain* begins with that holds the session of the
    query; None where the query has another session."""
    *through, last = context.project.effects.along(chain)
    if not all(_is_of_self(site.call.func) for site in through):
        return None
    match last.call.func:
        case Attribute(value=Attribute(attr=name) as session) if _is_of_self(session):
            return name if _is_shared(session, last.scope, context) else None
    return None


def _is_of_self(expression: Expression) -> bool:
    return isinstance(expression, Attribute) and _is_object(expression.value)


def _is_object(receiver: Expression | None) -> bool:
    return receiver is not None and dotted(receiver) == "self"


def _is_shared(session: Expression, scope: Scope, context: Context) -> bool:
    """Whether *session* is an asynchronous session that is the same one for all tasks."""
    values = context.project.types.of(session, scope)
    return (
        context.project.sessions.is_async(session, scope)
        and not any(context.project.types.is_a(value, _OF_EACH_TASK) for value in values)
        and _is_from_outside(session, scope)
    )


def _is_from_outside(expression: Expression, scope: Scope) -> bool:
    """Whether *expression* is not bound in the comprehension itself, anew for each task."""
    while isinstance(expression, Attribute):
        expression = expression.value
    return isinstance(expression, Name) and (
        expression.id not in scope.bindings or not isinstance(scope.owner, Comprehension)
    )


def _is_query(effect: Effect) -> bool:
    return effect.query
