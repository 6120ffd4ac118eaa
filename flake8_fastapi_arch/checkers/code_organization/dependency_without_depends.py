'''A parameter whose default is a function: somebody forgot ``Depends``.

FastAPI calls what ``Depends`` holds, and nothing else. A bare function as a parameter's default
makes that a parameter of the request: the function never runs, and the handler gets the function
itself or whatever the client sends under that name. Where the function is the guard, as in
``user=get_current_user``, everybody is let in, and ``?user=admin`` says who they are. No request
fails by it, so no test of the happy path notices.

Bad:

```python title="app.py"
from fastapi import FastAPI, Header, HTTPException

app = FastAPI()


def get_reader(authorization: str = Header()) -> str:
    if authorization != "Bearer emma":
        raise HTTPException(401)
    return "Emma"


@app.get("/loans")
def read_loans(reader=get_reader) -> list[str]:  # FAA525
    """What the reader has borrowed."""
    return [f"a book of {reader}"]
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

app = FastAPI()


def get_reader(authorization: str = Header()) -> str:
    if authorization != "Bearer emma":
        raise HTTPException(401)
    return "Emma"


@app.get("/loans")
def read_loans(reader: Annotated[str, Depends(get_reader)]) -> list[str]:
    """What the reader has borrowed."""
    return [f"a book of {reader}"]
```

It speaks of handlers and of what they depend on.

Silent about functions under decorators, which may make a marker of them, about parameters that have
a marker already (``Annotated[..., Depends(...)]``), and in functions that FastAPI does not call.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Expression, Function
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


@checker(
    code="FAA525",
    subject=Function,
    pattern="missing-di",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{parameter}={default}` never calls it: clients fill `{parameter}`; use `Depends`",
    advice="Write `Depends({default})`: FastAPI takes `{parameter}` from the request, and never "
    "calls the function.",
    references=("https://fastapi.tiangolo.com/tutorial/dependencies/",),
)
def dependency_without_depends(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    routes = context.project.application.routes_of(function)
    if not routes and symbol not in context.project.dependencies:
        return
    scope = context.project.names.scope_around(context.module, function)
    for parameter in function.parameters:
        if parameter.default is None or any(context.project.names.markers(parameter, scope)):
            continue
        if _is_a_function(parameter.default, scope, context):
            yield at(
                parameter,
                anchor=parameter.name,
                parameter=parameter.name,
                default=text(parameter.default),
            )


def _is_a_function(default: Expression, scope: Scope, context: Context) -> bool:
    """Whether *default* is the name of a function that is what it is written as."""
    symbols = context.project.names.symbols(default, scope)
    return bool(symbols) and all(
        isinstance(symbol, FunctionSymbol)
        and isinstance(symbol.node, Function)
        and not symbol.node.decorators
        for symbol in symbols
    )
