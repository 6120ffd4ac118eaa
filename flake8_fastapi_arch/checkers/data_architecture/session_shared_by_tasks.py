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

A session that an object keeps is shared as well, when methods of that one object run several
times at once, called for each task or by a function inside that knows the object.

Silent where only one of the tasks gets the session, where the class that has the session replaces
the method that starts the tasks, about an ``async_scoped_session``, where a task
does not query with it, and where each makes its own.
'''

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
from flake8_fastapi_arch.project.flow.keys import argument_for
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.scopes import Binding, Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

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
    shared: dict[str, None] = {}
    for chain in found:
        if chain is None:
            continue
        shared.update((text(a), None) for a in call.passed if _is_shared(a, scope, context))
        session = _session_of_task(chain, site, function, context)
        if session is not None and _is_from_outside(session, scope):
            shared[text(session)] = None
    yield from shared


def _is_inherited(function: Function, callee: FunctionSymbol, context: Context) -> bool:
    """Whether objects that *callee* is a method of have the method *function*, and no other one in
    its place."""
    names = context.project.names
    scope = names.scope_of(callee.module, callee.node)
    cls = names.class_of_method(callee.node, scope) if isinstance(callee.node, Function) else None
    found = context.project.types.member(cls, function.name) if cls is not None else None
    return found is None or found[1].value is function


def _session_of_task(
    chain: Chain, started: Site, function: Function, context: Context
) -> Expression | None:
    """The session of the query at the end of *chain*, as *function* has it, which starts the task
    by the call *started*; None where the task has a session of its own."""
    *through, last = context.project.effects.along(chain)
    if not isinstance(last.call.func, Attribute):
        return None
    session = last.call.func.value
    if not (_is_shared(session, last.scope, context) and _is_kept(session, last.scope, context)):
        return None
    for step, caller in zip(reversed(chain.steps), (*reversed(through), started), strict=True):
        entered = step.function
        scope = context.project.names.scope_of(entered.module, entered.node)
        holder = _holder(session)
        found = scope.find(holder.id) if holder is not None else None
        if holder is None or found is None:
            return None
        if found[0] is not scope:
            return session if found[0].owner is function else None
        given = _given(holder.id, entered, caller, found[1])
        if given is None or not _is_kept(given, caller.scope, context):
            return None
        session = _held_by(given, session)
    return session


def _given(
    name: str, entered: FunctionSymbol, caller: Site, bindings: Sequence[Binding]
) -> Expression | None:
    """What the call *caller* of *entered* has for its parameter *name*; None where that is bound
    anew or left out."""
    if any(binding.kind != "parameter" for binding in bindings):
        return None
    if name == "self":
        return caller.call.func.value if isinstance(caller.call.func, Attribute) else None
    return argument_for(name, entered, caller)


def _holder(expression: Expression) -> Name | None:
    """The variable at the beginning of ``holder.service.session``."""
    while isinstance(expression, Attribute):
        expression = expression.value
    return expression if isinstance(expression, Name) else None


def _held_by(given: Expression, expression: Expression) -> Expression:
    """*expression* with *given* in place of its variable."""
    if isinstance(expression, Attribute):
        inner = _held_by(given, expression.value)
        return Attribute(inner, expression.attr, expression.line, expression.col)
    return given


def _is_kept(expression: Expression, scope: Scope, context: Context) -> bool:
    """Whether each attribute in *expression* is kept in its object, and not computed when it is
    read."""
    types = context.project.types
    while isinstance(expression, Attribute):
        for value in types.of(expression.value, scope):
            cls = value.type if isinstance(value, Instance) else None
            member = types.member(cls, expression.attr) if isinstance(cls, ClassSymbol) else None
            if member is not None and isinstance(member[1].value, Function):
                return False
        expression = expression.value
    return isinstance(expression, Name)


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
    holder = _holder(expression)
    return holder is not None and (
        holder.id not in scope.bindings or not isinstance(scope.owner, Comprehension)
    )


def _is_query(effect: Effect) -> bool:
    return effect.query
