'''An error that is returned instead of raised is a success to everyone who looks.

FastAPI serialises what a handler returns: an ``HTTPException`` becomes JSON under status 200 (or a
500 where a response model is declared), ``return body, 404`` a list of two under 200, and
``{"error": ...}`` is a body like any other. Clients do not stop, retries do not happen, monitors
and gateways count successes, and caches keep the error.

Bad:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
titles = {1: "Emma"}


@app.get("/books/{book_id}")
def read_book(book_id: int):
    """A book."""
    if book_id not in titles:
        return HTTPException(status_code=404, detail="No such book")  # FAA119
    return titles[book_id]


@app.get("/books/{book_id}/price")
def read_price(book_id: int) -> dict[str, object]:
    """What it costs."""
    title = titles.get(book_id)
    if title is None:
        return {"error": "No such book"}  # FAA119
    return {"price": 12}
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
titles = {1: "Emma"}


@app.get("/books/{book_id}")
def read_book(book_id: int) -> str:
    """A book."""
    if book_id not in titles:
        raise HTTPException(status_code=404, detail="No such book")
    return titles[book_id]


@app.get("/books/{book_id}/price")
def read_price(book_id: int) -> dict[str, int]:
    """What it costs."""
    title = titles.get(book_id)
    if title is None:
        raise HTTPException(status_code=404, detail="No such book")
    return {"price": 12}
```

Of what is returned as a dict, only errors in an ``except`` and where something is missing count.

Silent about responses with a status of their own, handlers that set the status, declared models
(an envelope is a decision), a result that comes with the error, and routes whose answer is just
whether something works: health checks, tests of connections, webhooks.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Compare,
    Constant,
    Dict,
    Display,
    Expression,
    For,
    If,
    Name,
    NamedExpr,
    Return,
    Statement,
    Try,
    UnaryOp,
    While,
    With,
)
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.routes.application import Handler, Route
from flake8_fastapi_arch.project.routes.conventions import HEALTH, segments, words_of
from flake8_fastapi_arch.project.routes.responses import is_json

_FAILED = frozenset({"error", "errored", "fail", "failed", "failure"})
_SAYING_ONLY = frozenset(
    {
        "error", "errors", "success", "ok", "status", "message", "msg", "detail", "details",
        "code", "error_code", "error_type", "reason", "traceback", "type",
    }
)  # fmt: skip
# The answer of these routes is whether something works, or goes to a machine that wants a 200.
_REPORTING = HEALTH | frozenset(
    {
        "test", "check", "verify", "validate", "diagnose", "diagnostics", "debug", "webhook",
        "webhooks", "hook", "callback", "rpc", "graphql", "mcp", "events",
    }
)  # fmt: skip


@checker(
    code="FAA119",
    subject=Handler,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{handler}` returns {what}: clients see status {status}; raise an `HTTPException`",
    advice="Raise an `HTTPException` in `{handler}` where it returns {what}: clients see status "
    "{status}.",
)
def error_returned_not_raised(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    routes = [route for route in handler.routes if route.kind == "http"]
    if not routes:
        return
    responses = context.project.responses
    symbol = handler.symbol
    failing = set(_failing(function.body, False))
    may_say = not responses.sets_status(symbol) and not any(map(_reports, routes))
    may_say = may_say and is_json(routes[0].response_class)
    declares = routes[0].response_model is not None
    for statement, value, scope in responses.returns(symbol):
        if responses.is_exception(value, scope):
            status = 500 if declares else routes[0].status_code or 200
            what = "an exception"
        elif _is_body_with_status(value, scope, context) and not declares:
            what, status = "a tuple with a status", routes[0].status_code or 200
        elif statement in failing and may_say and _is_free(routes[0]) and _says_error(value):
            what, status = "an error", routes[0].status_code or 200
        else:
            continue
        yield at(statement, handler=function.name, what=what, status=status)


def _is_body_with_status(value: Expression, scope: Scope, context: Context) -> bool:
    """Whether *value* is what Flask takes for a body and its status."""
    match value:
        case Display(kind="tuple", items=(body, status)):
            is_body = isinstance(body, (Dict, Call)) or (
                isinstance(body, Constant) and isinstance(body.value, str)
            )
            number = context.project.responses.status(status, scope)
            return is_body and number is not None and number >= 200
    return False


def _failing(body: tuple[Statement, ...], fails: bool) -> Iterator[Return]:
    """The returns in ``except`` blocks and in branches that find something missing."""
    for statement in body:
        match statement:
            case Return() if fails:
                yield statement
            case If(test=test, body=then, orelse=orelse):
                yield from _failing(then, fails or _misses(test))
                yield from _failing(orelse, fails)
            case Try():
                yield from _failing(statement.body, fails)
                for handler in statement.handlers:
                    yield from _failing(handler.body, True)
                yield from _failing((*statement.orelse, *statement.final), fails)
            case For() | While():
                yield from _failing((*statement.body, *statement.orelse), fails)
            case With():
                yield from _failing(statement.body, fails)


def _misses(test: Expression) -> bool:
    """Whether *test* is true where something is not there: ``not book``, ``book is None``."""
    match test:
        case UnaryOp(op="not", operand=Name() | Attribute() | Call() | NamedExpr()):
            return True
        case Compare(ops=("is" | "==",), comparators=(Constant(value=None),)):
            return True
        case Compare(ops=("not in",)):
            return True
    return False


def _says_error(value: Expression) -> bool:
    """Whether *value* is a dict that tells of an error and of nothing else."""
    if not isinstance(value, Dict) or not value.keys:
        return False
    said = {
        key.value: inner
        for key, inner in zip(value.keys, value.values)
        if isinstance(key, Constant) and isinstance(key.value, str)
    }
    if len(said) < len(value.keys) or not said.keys() <= _SAYING_ONLY:
        return False
    return any(_is_error(name, inner) for name, inner in said.items())


def _is_error(name: str, value: Expression) -> bool:
    constant = value.value if isinstance(value, Constant) else ...
    if name in ("success", "ok"):
        return constant is False
    if name == "status":
        return isinstance(constant, str) and constant.lower() in _FAILED
    return name in ("error", "errors") and constant not in (None, False, "")


def _is_free(route: Route) -> bool:
    """Whether no model declares what the route answers."""
    declared = route.response_model
    if declared is None:
        return True
    any_dict = ("dict", "typing.dict", "typing:dict", "typing:any")
    return declared.lower().startswith(any_dict) and "|" not in declared


def _reports(route: Route) -> bool:
    words = {word for segment in segments(route.path) for word in words_of(segment)}
    return bool((words | set(words_of(route.name or ""))) & _REPORTING)
