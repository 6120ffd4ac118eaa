'''A request's session that is handed to what runs after the request is closed when it is used.

The dependency that made the session closes it. Before FastAPI 0.106 and from 0.118 on that happens
after the background tasks and after a stream has ended; in between it happens before both, and the
task or the stream works with a session that has given its connection back. A task of its own
(``create_task``) or a thread runs past that point in every version.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


def clean(session: Session) -> None:
    session.execute(text("DELETE FROM cart"))
    session.commit()


@app.delete("/carts", status_code=202)
def delete_carts(
    tasks: BackgroundTasks, session: Annotated[Session, Depends(get_session)]
) -> None:
    """Empty all carts, soon."""
    tasks.add_task(clean, session)  # FAA215
```

```text title="requirements.txt"
fastapi==0.115.14
```

Good:

```python title="app.py"
from fastapi import BackgroundTasks, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def clean() -> None:
    with make_session() as session:
        session.execute(text("DELETE FROM cart"))
        session.commit()


@app.delete("/carts", status_code=202)
def delete_carts(tasks: BackgroundTasks) -> None:
    """Empty all carts, soon."""
    tasks.add_task(clean)
```

Silent about background tasks and streams where the project's FastAPI is outside of 0.106 to 0.117
or unknown, about tasks that the function waits for itself, and about sessions from dependencies
that are not known or have no code behind a `yield`.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Expression,
    Function,
    Name,
    Node,
    Parameter,
)
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.keys import argument_for
from flake8_fastapi_arch.project.flow.uses import assigned_to
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, LibrarySymbol

_STREAMS = ("StreamingResponse", "EventSourceResponse")
_TASKS = ("create_task", "ensure_future")
_MAX_CALLS = 2


@checker(
    code="FAA215",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{session}` is closed when {what} uses it; let that make a session of its own",
    advice="Pass keys instead of `{session}`, and let {what} make a session of its own.",
)
def session_outlives_request(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not context.project.effects.serves(symbol):
        return
    for site in context.project.effects.sites(symbol):
        what = _escape(site, function, context)
        name = _session_in(site, context) if what is not None else None
        if what is None or name is None:
            continue
        if _is_closed_with_request(name, site.scope, context, _MAX_CALLS):
            yield at(site, session=name, what=what)


def _escape(site: Site, function: Function, context: Context) -> str | None:
    """What runs after the request with the arguments of the call, in words; None: nothing."""
    effects = context.project.effects
    offload = effects.offload(site)
    if offload is not None and offload.runs == "background":
        return "the background task" if _closes_first(context) else None
    if offload is not None and offload.name.endswith(_TASKS):
        return None if _is_awaited(site, function) else "the task"
    for dotted in effects.targets(site).libraries:
        if dotted.endswith(_STREAMS):
            return "the stream" if _closes_first(context) else None
    return None


def _closes_first(context: Context) -> bool:
    """Whether generator dependencies end before the response is sent."""
    environment = context.project.environment
    return environment.certainly("fastapi", ">=0.106,<0.118", context.module.path) is True


def _session_in(site: Site, context: Context) -> str | None:
    """The session, a parameter of the function, that is among what the call gets."""
    for argument in site.call.passed:
        for node, scope in _passed(argument, site, context):
            if not isinstance(node, Name):
                continue
            function = _function_with(node.id, scope)
            if function is None or function is not _function_with(node.id, site.scope):
                continue
            if context.project.sessions.is_session(node, scope):
                return node.id
    return None


def _is_closed_with_request(name: str, scope: Scope, context: Context, calls: int) -> bool:
    """Whether what the parameter *name* gets, seen from *scope*, is known to be closed when the
    request is through: it comes, through *calls* at most, from a dependency that goes on behind its
    ``yield``, as those of libraries do."""
    function = _function_with(name, scope)
    if function is None:
        return False
    routes = context.project.application.routes_of(function)
    for dependency in routes[0].closure.items if routes else ():
        if dependency.parameter == name:
            callee = dependency.callee
            return isinstance(callee, LibrarySymbol) or (
                isinstance(callee, FunctionSymbol) and _yields(callee)
            )
    if routes or calls <= 0:
        return False
    symbol = FunctionSymbol(scope.module, function)
    for _, site in context.project.effects.call_sites(symbol):
        given = argument_for(name, symbol, site)
        if not isinstance(given, Name) or _function_with(given.id, site.scope) is None:
            return given is not None
        if _is_closed_with_request(given.id, site.scope, context, calls - 1):
            return True
    return False


def _function_with(name: str, scope: Scope) -> Function | None:
    """The function, *scope*'s or one around it, whose parameter *name* is."""
    found = scope.find(name)
    if found is None or not any(isinstance(b.value, Parameter) for b in found[1]):
        return None
    return found[0].owner if isinstance(found[0].owner, Function) else None


def _yields(function: FunctionSymbol) -> bool:
    return isinstance(function.node, Function) and function.node.is_generator


def _passed(argument: Expression, site: Site, context: Context) -> Iterator[tuple[Node, Scope]]:
    """What the call at *site* gets with *argument*, each part with the scope it is read in."""
    yield from ((node, site.scope) for node in walk(argument))
    if isinstance(argument, Name):
        # What is named is a generator that was made before: it got the session where it was made.
        for binding in site.scope.bindings.get(argument.id, ()):
            made = binding.value
            if isinstance(made, Call) and _is_generator(made, site, context):
                yield from ((node, site.scope) for node in walk(made))
    # A generator of this function that is called, or handed over, closes over the session.
    called = argument.func if isinstance(argument, Call) else argument
    if isinstance(called, (Name, Attribute)):
        for value in context.project.types.of(called, site.scope):
            if not isinstance(value, FunctionSymbol) or not isinstance(value.node, Function):
                continue
            if "<locals>" in value.node.qualname:
                inner = context.project.names.scope_of(value.module, value.node)
                yield from ((node, inner) for node in own_nodes(value.node))


def _is_generator(call: Call, site: Site, context: Context) -> bool:
    return any(
        isinstance(value, FunctionSymbol) and _yields(value)
        for value in context.project.types.of(call.func, site.scope)
    )


def _is_awaited(site: Site, function: Function) -> bool:
    """Whether the function waits for the task: under its name, or for all in a list."""
    targets = assigned_to(site.call, function)
    if not targets:
        return not site.is_dropped
    names = {target.id for target in targets if isinstance(target, Name)}
    return any(
        isinstance(node, Await) and any(isinstance(n, Name) and n.id in names for n in walk(node))
        for node in own_nodes(function)
    )
