'''A body for a status that has none.

``204 No Content`` and ``304 Not Modified`` end after the headers. What the handler returns is
dropped without an error, so a client never sees what the code seems to send. A response model makes
FastAPI refuse the route at import, and a ``JSONResponse`` of that status sends a body all the same,
if only ``null``, which servers cut off with an error.

Bad:

```python title="app.py"
from fastapi import FastAPI, status

app = FastAPI()


@app.delete("/books/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_book(book_id: int):
    """Take a book out of the shop."""
    return {"deleted": book_id}  # FAA112
```

Good:

```python title="app.py"
from fastapi import FastAPI, status

app = FastAPI()


@app.delete("/books/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_book(book_id: int) -> None:
    """Take a book out of the shop."""
```

Silent where the handler returns nothing, ``None``, a response of its own or what a function gives
that is not known to return anything, and where it sets the status while it runs.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Await, Call, Expression
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.routes.application import Handler

_WITHOUT_BODY = (204, 205, 304)


@checker(
    code="FAA112",
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` answers {status}, which has no body; return nothing, or another status",
    advice="Return nothing from `{handler}`, or give it a status with a body: what "
    "follows {status} is dropped.",
)
def body_with_no_content(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    responses = context.project.responses
    if responses.sets_status(handler.symbol):
        return
    statuses = {route.status_code for route in routes}
    status = statuses.pop() if len(statuses) == 1 else None
    for statement, value, scope in responses.returns(handler.symbol):
        if status in _WITHOUT_BODY and responses.is_data(value, scope):
            yield at(statement, anchor="", handler=function.name, status=status)
            return
        sent = _sent_as_json(value, scope, context)
        if sent is not None:
            yield at(statement, anchor="response", handler=function.name, status=sent)
            return


def _sent_as_json(value: Expression, scope: Scope, context: Context) -> int | None:
    """The status without a body with which *value* is a ``JSONResponse`` all the same."""
    inner = value.value if isinstance(value, Await) else value
    if not isinstance(inner, Call):
        return None
    status = inner.keyword("status_code")
    if status is None:
        return None
    number = context.project.responses.status(status, scope)
    names = context.project.names.dotted(inner.func, scope)
    is_json = any(
        name.endswith(".JSONResponse") and name.partition(".")[0] in ("fastapi", "starlette")
        for name in names
    )
    return number if is_json and number in _WITHOUT_BODY else None
