'''A server that is set up for its developer's desk.

With ``debug=True`` every error answers with the traceback: paths, code, and the values of local
variables for whoever makes the application fail. And ``uvicorn.run`` refuses ``reload`` and
``workers`` for an app that is given as an object: it logs a warning and ends the process.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI(debug=True)  # FAA328


@app.get("/books/{book_id}")
def read_book(book_id: int) -> str:
    """One book."""
    return ["Emma", "Persuasion"][book_id]
```

Good:

```python title="app.py"
import os

from fastapi import FastAPI

app = FastAPI(debug=os.getenv("DEBUG") == "1")


@app.get("/books/{book_id}")
def read_book(book_id: int) -> str:
    """One book."""
    return ["Emma", "Persuasion"][book_id]
```

Silent where ``debug`` comes from the environment or from settings, in branches that ask for the
environment, about an app that is given to uvicorn by its import string, and in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Expression, Module
from flake8_fastapi_arch.project.flow.development import only_somewhere
from flake8_fastapi_arch.project.inference.constants import Holds
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope

_APPS = frozenset(
    {"fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette"}
)


@checker(
    code="FAA328",
    subject=Module,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` with `{argument}` {consequence}",
    advice="Take `{argument}` out of `{call}`: it {consequence}.",
    cwe=(489, 209),
    references=(
        "https://fastapi.tiangolo.com/reference/fastapi/",
        "https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/",
    ),
)
def debug_server(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for name in sorted(_APPS):
        for call, scope in context.project.calls_of(module, name):
            if _is_true(call.keyword("debug"), scope, context) and not only_somewhere(call, module):
                yield at(
                    call,
                    call=name.rpartition(".")[2],
                    argument="debug=True",
                    consequence="shows strangers the traceback of every error",
                )
    for call, scope in context.project.calls_of(module, "uvicorn.run"):
        argument = _refused(call, scope, context)
        if argument is None or only_somewhere(call, module):
            continue
        if _takes_object(call, scope, context):
            yield at(
                call,
                call="uvicorn.run",
                argument=argument,
                consequence="makes uvicorn exit; give it the app as an import string",
            )


def _refused(call: Call, scope: Scope, context: Context) -> str | None:
    """The argument that uvicorn refuses for an object."""
    if _is_true(call.keyword("reload"), scope, context):
        return "reload=True"
    workers = call.keyword("workers")
    for worth in context.project.constants.of(workers, scope) if workers is not None else ():
        if type(worth.value) is int and worth.value > 1 and worth.holds is Holds.ALWAYS:
            return f"workers={worth.value}"
    return None


def _is_true(expression: Expression | None, scope: Scope, context: Context) -> bool:
    if expression is None:
        return False
    found = context.project.constants.of(expression, scope)
    return any(worth.value is True and worth.holds is Holds.ALWAYS for worth in found)


def _takes_object(call: Call, scope: Scope, context: Context) -> bool:
    """Whether uvicorn gets the app itself."""
    app = call.args[0] if call.args else call.keyword("app")
    if app is None:
        return False
    values = context.project.types.of(app, scope)
    return bool(values) and all(
        isinstance(value, Instance) and value.library in _APPS for value in values
    )
