'''A dependency or parameter declared as a default value.

``db: Session = Depends(get_db)`` tells the type checker that the default is a Session, which it is
not: whoever calls the function without it gets the marker object, and no error. Parameters with
real defaults have to stand behind it. In ``Annotated`` the declaration is part of the type, can
have a name, and is written once.

Bad:

```python title="app.py"
from fastapi import Depends, FastAPI

app = FastAPI()


def get_limit() -> int:
    return 10


@app.get("/books")
def list_books(limit: int = Depends(get_limit)) -> list[str]:  # FAA108
    """The first books."""
    return ["Emma"][:limit]
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def get_limit() -> int:
    return 10


Limit = Annotated[int, Depends(get_limit)]


@app.get("/books")
def list_books(limit: Limit) -> list[str]:
    """The first books."""
    return ["Emma"][:limit]
```

Silent below FastAPI 0.95, which did not know ``Annotated``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Function

_MARKERS = frozenset(
    f"{module}.{name}"
    for module in ("fastapi", "fastapi.params", "fastapi.param_functions")
    for name in (
        "Depends", "Security", "Query", "Path", "Header", "Cookie", "Body", "Form", "File",
    )
)  # fmt: skip


@checker(
    code="FAA108",
    subject=Function,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="`{parameter}` has `{marker}()` as its default; put it in `Annotated`",
    advice="Declare `{parameter}` as `Annotated[..., {marker}(...)]`, and give the type a name "
    "where it is used again.",
)
def dependency_as_default(function: Function, context: Context) -> Iterator[Match]:
    calls = [(p, p.default) for p in function.parameters if isinstance(p.default, Call)]
    if not calls or context.project.environment.certainly("fastapi", "<0.95", context.module.path):
        return
    scope = context.project.names.scope_around(context.module, function)
    for parameter, call in calls:
        names = context.project.names.dotted(call.func, scope)
        if not _MARKERS.isdisjoint(names):
            marker = names[0].rpartition(".")[2]
            yield at(parameter, parameter=parameter.name, marker=marker)
