'''A handler, dependency or service function whose parameters have no types.

FastAPI takes a parameter without a type as a query parameter that may be anything: it is neither
converted nor validated, and the documentation cannot say what it is. In a dependency or a service,
the type checker stops at the first such function.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/price")
def read_price(weight) -> int:  # FAA603
    """What an order costs."""
    return 20 * int(weight)
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/price")
def read_price(weight: int) -> int:
    """What an order costs."""
    return 20 * weight
```

Where at least two thirds of the project's handlers and dependencies say what they return, by
annotation or by ``response_model``, it speaks of dependencies that do not, too; what handlers
answer is FAA106's.

Silent about ``self``, ``*args`` and ``**kwargs``, about parameters that begin with an underscore or
hold a dependency, about validators of Pydantic models, which may be given anything, about stand-ins
that do nothing, about functions inside of others and of tests, about what is private or stands in a
file that nobody imports, and about modules that are not surely services.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Call,
    Class,
    Constant,
    ExprStatement,
    Function,
    Parameter,
    Raise,
    Return,
    Statement,
)
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.modules.files import is_aside, is_test
from flake8_fastapi_arch.project.modules.roles import Role
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project


@checker(
    code="FAA603",
    subject=Function,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{function}` has no type for {what}; annotate it",
    advice="Annotate `{function}`: it has no type for {what}.",
)
def untyped_signature(function: Function, context: Context) -> Iterator[Match]:
    path = context.module.path
    if is_test(path) or is_aside(path) or "<locals>" in function.qualname:
        return
    is_called = _is_called_by_fastapi(function, context)
    if not is_called and not _is_of_service(function, context):
        return
    untyped = [p.name for p in function.parameters if _is_untyped(p)]
    if _is_method(function, context):
        untyped = [name for name in untyped if name not in ("self", "cls")]
    if untyped:
        what = f"`{untyped[0]}`" if len(untyped) == 1 else f"{len(untyped)} parameters"
        yield at(function, anchor="parameters", function=function.name, what=what)
    elif (
        is_called
        and not context.project.application.routes_of(function)  # FAA106 asks for answers
        and not _says_what_it_returns(function, context.project)
        and _returns_are_said(context.project)
        and _returns_something(function)
    ):
        yield at(function, anchor="result", function=function.name, what="what it returns")


def _is_called_by_fastapi(function: Function, context: Context) -> bool:
    project = context.project
    symbol = context.symbol(function)
    return bool(project.application.routes_of(function)) or symbol in project.dependencies


def _is_of_service(function: Function, context: Context) -> bool:
    """Whether *function* is what others use of a service module."""
    roles = context.project.roles
    if roles.hint_of(context.module) is not Role.SERVICE:
        return False
    stem = context.module.path.rpartition("/")[2].removesuffix(".py")
    names = function.qualname.split(".")
    if not stem.isidentifier() or any(name.startswith("_") for name in names):
        return False  # nobody imports it
    if _is_validator(function, context) or all(map(_says_nothing, function.body)):
        return False
    placement = roles.of(context.module)
    return placement.role is Role.SERVICE and placement.is_sure


def _is_validator(function: Function, context: Context) -> bool:
    scope = context.project.names.scope_around(context.module, function)
    heads = (d.func if isinstance(d, Call) else d for d in function.decorators)
    return any(
        name.startswith("pydantic.")
        for head in heads
        for name in context.project.names.dotted(head, scope)
    )


def _says_nothing(statement: Statement) -> bool:
    match statement:
        case Return(None | Constant(None)) | Raise():
            return True
        case ExprStatement(Constant()):
            return True
    return False


def _is_untyped(parameter: Parameter) -> bool:
    if parameter.annotation is not None or parameter.kind in ("star", "doublestar"):
        return False
    # What Depends(f) gives has the type that f returns; a plain default has its own.
    has_type = isinstance(parameter.default, Call) or (
        isinstance(parameter.default, Constant) and parameter.default.value is not None
    )
    return not has_type and not parameter.name.startswith("_")


def _is_method(function: Function, context: Context) -> bool:
    scope = context.project.names.scope_around(context.module, function)
    return isinstance(scope.owner, Class)


def _says_what_it_returns(function: Function, project: Project) -> bool:
    if function.returns is not None:
        return True
    return any(
        route.response_model is not None or route.status_code == 204
        for route in project.application.routes_of(function)
    )


@kept_for_each
def _returns_are_said(project: Project) -> bool:
    """Whether the project has the habit of saying what its handlers and dependencies return."""
    functions = {route.handler for route in project.application.routes}
    functions |= {d for d in project.dependencies if isinstance(d, FunctionSymbol)}
    said = [
        _says_what_it_returns(symbol.node, project)
        for symbol in functions
        if symbol is not None and isinstance(symbol.node, Function)
    ]
    return len(said) >= 3 and 3 * sum(said) >= 2 * len(said)


def _returns_something(function: Function) -> bool:
    """Whether *function* returns values, not only ready-made responses."""
    returned = [s.value for s in statements(function.body) if isinstance(s, Return) and s.value]
    return not all(
        isinstance(value, Call) and (dotted(value.func) or "").endswith("Response")
        for value in returned
    )
