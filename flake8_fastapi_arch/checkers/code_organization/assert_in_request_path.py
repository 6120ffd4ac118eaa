'''An `assert` checks what a client sends or asks for: a 500, and no check at all under `python -O`.

An AssertionError says that the program is wrong. A client who asks for what is not there, or sends
a number that is too large, has to be told so: with a 404 or a 422. And whoever runs the service
with `-O` or `PYTHONOPTIMIZE` runs it without the check.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str | None:
    return books.get(book_id)


@app.get("/books/{book_id}")
def show(book_id: int, pages: int = 1) -> str:
    """Show some pages of the book."""
    assert pages < 100  # FAA519
    book = find(book_id)
    assert book is not None  # FAA519
    return book * pages
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query

app = FastAPI()
books = {1: "Emma"}


def find(book_id: int) -> str | None:
    return books.get(book_id)


@app.get("/books/{book_id}")
def show(book_id: int, pages: Annotated[int, Query(lt=100)] = 1) -> str:
    """Show some pages of the book."""
    book = find(book_id)
    if book is None:
        raise HTTPException(404)
    return book * pages
```

Silent where the assertion only tells a type checker what was just proved, about what no request
decides, about types, and outside of the request path.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assert,
    Attribute,
    BoolOp,
    Compare,
    Constant,
    Expression,
    Function,
    Name,
    UnaryOp,
)
from flake8_fastapi_arch.facts.walk import own

_SENT = frozenset({"path", "query", "header", "cookie", "body", "form"})


@checker(
    code="FAA519",
    subject=Function,
    pattern="error-handling",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`assert` checks `{name}`, which a client decides; raise an HTTPException instead",
    advice="Check `{name}` in `{function}` with `if ...: raise HTTPException(...)`, or let FastAPI "
    "validate it.",
)
def assert_in_request_path(function: Function, context: Context) -> Iterator[Match]:
    asserts = own(function, Assert)
    if not asserts:
        return
    rows = dict(context.project.missing_rows.unproved(context.symbol(function)))
    sent = {
        parameter.name
        for route in context.project.application.routes_of(function)
        for parameter in route.parameters
        if parameter.kind in _SENT
    }
    for node in asserts:
        name = rows.get(node) or _validated(node.test, sent)
        if name is not None:
            yield at(node, name=name, function=function.name)


def _validated(test: Expression, sent: set[str]) -> str | None:
    """The request data that *test* compares or asks for being there; None for other questions."""
    match test:
        case Compare(ops=("is" | "is not",)):
            return None
        case Compare(left=left, comparators=comparators):
            parts = (left, *comparators)
            return next((name for part in parts if (name := _sent(part, sent))), None)
        case BoolOp(values=values):
            return next((name for part in values if (name := _validated(part, sent))), None)
        case UnaryOp("not", operand):
            return _validated(operand, sent)
        case Constant():
            return None
    return _sent(test, sent)


def _sent(part: Expression, sent: set[str]) -> str | None:
    match part:
        case Name(id=name) if name in sent:
            return name
        case Attribute(value=Name(id=name), attr=attr) if name in sent:
            return f"{name}.{attr}"
    return None
