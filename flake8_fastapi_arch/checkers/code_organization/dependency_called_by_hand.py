'''A dependency called by hand is not solved by FastAPI.

``Depends()``, ``Query()`` and their like are markers that FastAPI replaces with values when *it*
calls the function. Called by hand, the function receives the marker object itself. And ``next()``
on a dependency with ``yield`` lets go of its generator: what stands behind the ``yield`` runs at
once, before the session is used, where it is in a ``finally``, and else never.

Bad:

```python title="database.py"
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session
```

```python title="app.py"
from typing import Annotated

from database import get_session
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

app = FastAPI()


def count(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()


@app.get("/books/count")
def count_books(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return count(session)


@app.get("/report")
def read_report() -> dict[str, int]:
    """What there is."""
    session = next(get_session())  # FAA509
    return {"books": count(session)}
```

Good:

```python title="app.py"
from typing import Annotated

from database import get_session
from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.orm import Session

app = FastAPI()


def count(session: Session) -> int:
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()


@app.get("/books/count")
def count_books(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return count(session)


@app.get("/report")
def read_report(session: Annotated[Session, Depends(get_session)]) -> dict[str, int]:
    """What there is."""
    return {"books": count(session)}
```

A handler that calls a guard of other routes with a token it took from the query does FastAPI's work
by hand, too; and where the project itself sets ``dependency_overrides`` of a function, whoever
calls it by hand gets the original.

Silent where all such parameters are passed outside of handlers, in websockets, and in tests, and
where the marker does what its default would do: its type is asked for before it is used
(`isinstance(key, str)`), or it is only asked whether it is true, as `Query(True)` is.
'''

from __future__ import annotations

import itertools
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Function, Name, Parameter
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.markers import works_like_its_default

_MARKERS = frozenset(
    f"fastapi.{name}"
    for name in ("Depends", "Security", "Query", "Path", "Header", "Cookie", "Body", "Form", "File")
)
_ADVANCING = ("builtins.next", "builtins.anext")
_SOLVING = frozenset({"fastapi.Depends", "fastapi.Security"})


@checker(
    code="FAA509",
    subject=Function,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` is called by hand: {consequence}",
    advice="Let FastAPI solve `{call}` with `Depends`, or pass all its parameters: {consequence}.",
)
def dependency_called_by_hand(function: Function, context: Context) -> Iterator[Match]:
    if is_test(context.module.path):
        return
    effects, symbol = context.project.effects, context.symbol(function)
    advancing = (effects.library_calls(symbol).get(name, ()) for name in _ADVANCING)
    for site in itertools.chain(effects.project_calls(symbol), *advancing):
        consequence = (
            _advanced(site, context)
            or _marked(site, context)
            or _solved_by_hand(site, function, context)
            or _overridden(site, function, context)
        )
        if consequence:
            yield at(site, call=text(site.call), consequence=consequence)


def _advanced(site: Site, context: Context) -> str | None:
    """What ``next(get_session())`` means, where the argument is a dependency with ``yield``."""
    match site.call:
        case Call(func=Name(id="next" | "anext"), args=(Call() as inner, *_)):
            for value in context.project.types.of(inner.func, site.scope):
                if value in context.project.dependencies and _is_generator(value):
                    return "what follows its `yield` runs at once (`finally`) or never"
    return None


def _marked(site: Site, context: Context) -> str | None:
    """Which parameter receives FastAPI's marker instead of a value."""
    if site.call.is_spread:
        return None
    functions = context.project.effects.targets(site).functions
    if len(functions) != 1:
        return None
    (called,) = functions
    if not any(isinstance(parameter.default, Call) for parameter in called.node.parameters):
        return None
    scope = context.project.names.scope_around(called.module, called.node)
    passed = {keyword.arg for keyword in site.call.keywords}
    offset = _bound_parameters(called, site, context)
    for position, parameter in enumerate(called.node.parameters[offset:]):
        if parameter.name in passed or position < len(site.call.args):
            continue
        if _marker(parameter, context, scope) and not works_like_its_default(
            parameter, called, context.project.effects
        ):
            return f"`{parameter.name}` is FastAPI's marker object"
    return None


def _bound_parameters(called: FunctionSymbol, site: Site, context: Context) -> int:
    """How many leading parameters the call does not pass itself: ``self`` of a method."""
    scope = context.project.names.scope_of(called.module, called.node)
    if not isinstance(called.node, Function):
        return 0
    if context.project.names.class_of_method(called.node, scope) is None:
        return 0
    values = context.project.types.of(site.call.func, site.scope)
    return 0 if called in values else 1


def _solved_by_hand(site: Site, function: Function, context: Context) -> str | None:
    """What it means that a handler does FastAPI's work: it calls a guard of other routes with what
    the guard would get from a dependency of its own."""
    routes = context.project.application.routes_of(function)
    if not routes or any(route.kind == "websocket" for route in routes):
        return None
    own = {parameter.name for parameter in function.parameters if parameter.default is None}
    for called in context.project.effects.targets(site).functions:
        if called not in context.project.dependencies:
            continue
        scope = context.project.names.scope_around(called.module, called.node)
        solved = [p for p in called.node.parameters if _is_solved(p, context, scope)]
        passed = site.call.passed
        match solved, passed:
            case [parameter], [Name(id=name)] if name in own:
                return f"`{parameter.name}` is what `Depends` gives it"
    return None


def _is_solved(parameter: Parameter, context: Context, scope: Scope) -> bool:
    return any(
        not _SOLVING.isdisjoint(context.project.names.dotted(marker.func, where))
        for marker, where in context.project.names.markers(parameter, scope)
    )


def _overridden(site: Site, function: Function, context: Context) -> str | None:
    """What it means to call a function that the project itself overrides, while the app runs."""
    if not function.is_async and not context.project.effects.serves(context.symbol(function)):
        return None  # a command line or a build of settings: there may be no app yet
    overridden = context.project.replacements.overridden_by_the_project
    for called in context.project.effects.targets(site).functions:
        if called in overridden and overridden[called] is not context.module:
            return "the override of it in force does not reach this call"
    return None


def _marker(parameter: Parameter, context: Context, scope: Scope) -> bool:
    default = parameter.default
    if not isinstance(default, Call):
        return False
    names = context.project.names.dotted(default.func, scope)
    return not _MARKERS.isdisjoint(names)


def _is_generator(value: object) -> bool:
    return (
        isinstance(value, FunctionSymbol)
        and isinstance(value.node, Function)
        and value.node.is_generator
    )
