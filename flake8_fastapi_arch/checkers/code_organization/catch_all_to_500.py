'''An `except Exception` that only turns every error into `HTTPException(500)`.

Without it the client gets a 500 as well, and the server's log gets the whole traceback. With it
every bug is a 500 of the handler's own: a typo looks like a broken database, error trackers see no
exception, handlers that the application registered for its own exceptions are never asked, and the
next `raise HTTPException(404)` inside becomes a 500 too.

Bad:

```python title="app.py"
import logging

from fastapi import FastAPI, HTTPException

app = FastAPI()
logger = logging.getLogger(__name__)
books = {1: "Emma"}


@app.get("/books")
def list_books() -> list[str]:
    """All books."""
    try:
        return sorted(books.values())
    except Exception as error:  # FAA515
        logger.error("could not list the books: %s", error)
        raise HTTPException(500, "could not list the books")
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()
books = {1: "Emma"}


@app.get("/books")
def list_books() -> list[str]:
    """All books."""
    return sorted(books.values())
```

Silent where the clause does more than write a log (it rolls back, cleans up, counts), where it asks
what it caught, for clauses that name what they catch, where HTTPExceptions are let go before, and
for one step of several of which the clause says in words of its own that it failed.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, ExceptHandler, Function, Name, Try
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import is_broad

_SERVER_ERROR = 500


@checker(
    code="FAA515",
    subject=Function,
    pattern="error-handling",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{name}` relabels every error as a 500; let them through to one exception handler",
    advice="Remove the clause from `{name}`, and register one handler for `Exception` where the "
    "answer to unexpected errors needs a form of its own.",
)
def catch_all_to_500(function: Function, context: Context) -> Iterator[Match]:
    tries = own(function, Try)
    if not tries or not context.project.effects.serves(context.symbol(function)):
        return
    is_handler = bool(context.project.application.routes_of(function))
    for node in tries:
        is_step = not (is_handler and function.body[-1] is node)
        for handler in node.handlers:
            if _lets_http_go(handler, function, context):
                break
            if _only_relabels(handler, function, context) and not (is_step and _tells(handler)):
                yield at(handler, name=function.name)


def _lets_http_go(handler: ExceptHandler, function: Function, context: Context) -> bool:
    """Whether the clause lets go the answers that are meant for the client."""
    types = context.project.exceptions.types
    scope = context.project.names.scope_of(context.module, function)
    caught, _ = types.caught(handler.caught, scope)
    return any(map(types.is_http, caught)) and except_clauses.lets_go(handler)


def _tells(handler: ExceptHandler) -> bool:
    """Whether the clause says in words of its own what failed."""
    raised = except_clauses.raised(handler)
    made = raised.exc if raised is not None else None
    if not isinstance(made, Call):
        return False
    words = [part for part in walk(made) if isinstance(part, Constant)]
    said = any(isinstance(part.value, str) and part.value for part in words)
    caught = any(isinstance(part, Name) and part.id == handler.name for part in walk(made))
    return said and not caught


def _only_relabels(handler: ExceptHandler, function: Function, context: Context) -> bool:
    raised = except_clauses.raised(handler)
    if raised is None or raised.exc is None or except_clauses.besides(handler):
        return False
    if except_clauses.lets_go(handler) or except_clauses.asks(handler):
        return False
    types = context.project.exceptions.types
    scope = context.project.names.scope_of(context.module, function)
    return is_broad(types.caught(handler.caught, scope)[0]) and any(
        types.is_http(cls) and types.status(raised.exc, cls, scope) == _SERVER_ERROR
        for cls in types.of(raised.exc, scope)
    )
