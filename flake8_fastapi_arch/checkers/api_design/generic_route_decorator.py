'''A route that names its only method in a list.

``@router.api_route("/books", methods=["GET"])`` hides in its arguments what ``@router.get`` says in
its name. ``@app.route`` is Starlette's: the handler gets a bare request, nothing is validated, the
route is in no schema, and dependencies of app and router do not guard it.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.api_route("/books", methods=["GET"])  # FAA115
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]
```

Silent about several methods, methods that are not written out, and what is no app or router of
FastAPI.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Constant, Display, Function
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, ROUTERS, VERBS


@checker(
    code="FAA115",
    subject=Function,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="`@{decorator}` serves {method} alone; write `@{better}`",
    advice="Write `@{better}` instead of `@{decorator}`: it says the method, and FastAPI validates "
    "and documents the route.",
)
def generic_route_decorator(function: Function, context: Context) -> Iterator[Match]:
    types = context.project.types
    for decorator in function.decorators:
        if not isinstance(decorator, Call) or not isinstance(decorator.func, Attribute):
            continue
        method = _only_method(decorator, decorator.func.attr)
        if method is None or is_test(context.module.path):
            continue
        scope = context.project.names.scope_around(context.module, function)
        router = decorator.func.value
        if any(types.is_a(value, *APPS, *ROUTERS) for value in types.of(router, scope)):
            yield at(
                decorator,
                decorator=text(decorator.func),
                better=f"{text(router)}.{method.lower()}",
                method=method,
            )


def _only_method(call: Call, decorator: str) -> str | None:
    """The method that ``api_route`` or ``route`` is given, where it is one."""
    if decorator not in ("api_route", "route") or call.is_spread:
        return None
    match call.keyword("methods"):
        case None if decorator == "api_route" or len(call.args) == 1:
            return "GET"
        case Display(items=(Constant(value=str() as method),)) if method.lower() in VERBS:
            return method.upper()
    return None
