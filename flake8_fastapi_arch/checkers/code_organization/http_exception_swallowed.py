'''A broad `except` catches the HTTPException that the same `try` raises, and answers otherwise.

`HTTPException` is an `Exception`. A 404 that is raised inside `try: ... except Exception:` never
leaves it: the client gets a 503, or a 200 for what failed, monitoring counts server errors that are
none, and clients retry what can never succeed. It makes no difference whether the `raise` stands in
the `try` itself or in a function that it calls.

Bad:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    try:
        return find(book_id)
    except Exception as error:  # FAA516
        raise HTTPException(503, "the shelf is broken") from error
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    try:
        return find(book_id)
    except HTTPException:
        raise
    except Exception as error:
        raise HTTPException(503, "the shelf is broken") from error
```

Silent where an earlier `except` takes the HTTPException out, where the clause raises what it caught
or asks what it is, where both have the same status or the one raised is a server error anyway, and
where a function of somebody else's is tried and another way taken when it refuses.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Call,
    ExceptHandler,
    ExprStatement,
    Function,
    Return,
    Try,
)
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import Raised, is_broad
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_SERVER_ERROR = 500


@checker(
    code="FAA516",
    subject=Function,
    pattern="error-handling",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{raised}` ends as {outcome} here; put `except HTTPException: raise` before it",
    advice="Put `except HTTPException: raise` before the clause that catches everything, or catch "
    "what can really fail, so that the client gets `{raised}`.",
)
def http_exception_swallowed(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    project = context.project
    if not own(function, Try) or not project.effects.serves(symbol):
        return
    scope = project.names.scope_of(context.module, function)
    for handler in (handler for node in own(function, Try) for handler in node.handlers):
        caught, _ = project.exceptions.types.caught(handler.caught, scope)
        if not is_broad(caught):
            continue
        if except_clauses.lets_go(handler) or except_clauses.asks(handler):
            continue
        for raised in project.exceptions.reaching(symbol)[handler]:
            outcome = _outcome(handler, raised, symbol, context)
            if outcome is not None:
                status = "" if raised.status is None else f"({raised.status})"
                yield at(
                    handler,
                    related=context.related(raised.chain),
                    anchor=raised.name,
                    raised=f"{raised.name}{status}",
                    outcome=outcome,
                )
                break


def _outcome(
    handler: ExceptHandler, raised: Raised, function: FunctionSymbol, context: Context
) -> str | None:
    """What the client gets in place of *raised*; None where that is right, or not known."""
    exceptions = context.project.exceptions
    if not exceptions.types.is_http(raised.type):
        return None
    if raised.status is not None and raised.status >= _SERVER_ERROR:
        return None
    scope = context.project.names.scope_of(function.module, function.node)
    instead = except_clauses.raised(handler)
    if instead is not None:
        assert instead.exc is not None
        for cls in exceptions.types.of(instead.exc, scope):
            status = exceptions.types.status(instead.exc, cls, scope)
            if exceptions.types.is_http(cls) and status not in (None, raised.status):
                return f"a {status}"
        return None
    answer = except_clauses.returned(handler)
    if answer is not None and isinstance(answer.value, Call):
        status = exceptions.types.answered(answer.value, scope)
        if status is not None:
            return f"a {status}" if status != raised.status else None
    if except_clauses.besides(handler) or not (raised.is_direct or _is_failure(handler, function)):
        return None
    is_route = isinstance(function.node, Function) and bool(
        context.project.application.routes_of(function.node)
    )
    return "a success" if is_route and answer is not None else None


def _is_failure(handler: ExceptHandler, function: FunctionSymbol) -> bool:
    """Whether *handler* stands behind the whole work of *function*, and puts down that it failed;
    who only tries something takes another way in silence."""
    return any(
        handler in node.handlers and isinstance(node.body[-1], Return)
        for node in own(function.node, Try)
    ) and any(
        isinstance(statement, ExprStatement) and except_clauses.is_logging(statement)
        for statement in handler.body
    )
