'''The text of any exception goes to the client.

Such texts are written for developers: they name tables and columns, hosts and paths, parts of
statements, and sometimes the value that did not fit. Whoever looks for a way in reads them first.

Bad:

```python title="app.py"
import sqlite3

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/books/{book_id}")
def read(book_id: int) -> str:
    """The title of a book."""
    try:
        with sqlite3.connect("shop.db") as connection:
            row = connection.execute("SELECT title FROM books WHERE id = ?", (book_id,)).fetchone()
        return str(row[0]) if row else "?"
    except Exception as error:
        raise HTTPException(500, detail=f"failed: {error}") from error  # FAA320
```

Good:

```python title="app.py"
import logging
import sqlite3

from fastapi import FastAPI, HTTPException

app = FastAPI()
logger = logging.getLogger(__name__)


@app.get("/books/{book_id}")
def read(book_id: int) -> str:
    """The title of a book."""
    try:
        with sqlite3.connect("shop.db") as connection:
            row = connection.execute("SELECT title FROM books WHERE id = ?", (book_id,)).fetchone()
        return str(row[0]) if row else "?"
    except sqlite3.Error as error:
        logger.exception("reading a book failed")
        raise HTTPException(500, detail="the book cannot be read") from error
```

The errors of a database count as well: `str(error)` of SQLAlchemy's quotes the statement and its
parameters.

Silent for exceptions that are caught by another name (a `ValueError`, the project's own), where
the handler asks what kind of exception or environment it is, where only a text of the client's is
parsed or validated, on routes for administrators, and for the exception's type alone.
'''

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    BinOp,
    BoolOp,
    Call,
    Dict,
    Display,
    ExceptHandler,
    Expression,
    Function,
    If,
    IfExp,
    JoinedStr,
    Name,
    Raise,
    Return,
    Statement,
    Subscript,
    Try,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import blocks, own, statements, walk
from flake8_fastapi_arch.project.errors.exceptions import is_broad
from flake8_fastapi_arch.project.inference.types import Bound, Instance
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_RAISED = frozenset(
    {
        "fastapi.HTTPException",
        "fastapi.exceptions.HTTPException",
        "starlette.exceptions.HTTPException",
    }
)
_TEXTS = frozenset({"builtins.str", "builtins.repr", "builtins.format"})
_TRACEBACKS = frozenset({"traceback.format_exc", "traceback.format_exception"})
_CIRCUMSTANCES = re.compile(r"debug|dev|env|verbose|testing|expose|show", re.IGNORECASE)


@checker(
    code="FAA320",
    subject=Function,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{function}` sends the client the text of an exception, `{name}`; log it instead",
    advice="Log the exception in `{function}`, and tell the client in words of your own what "
    "failed; catch by name the exceptions whose text is meant for users.",
    cwe=(209,),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",),
)
def leaked_exception(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not own(function, Try) or not context.project.effects.serves(symbol):
        return
    scope = context.project.names.scope_of(context.module, function)
    for statement in own(function, Try):
        leaks = [*_leaks(statement, function, scope, context)]
        if not leaks or _only_reads_text(statement, scope, context):
            continue
        if context.project.privileges.is_for_administrators(symbol):
            return
        for place, name in leaks:
            yield at(place, name=name, function=function.name)


def _leaks(
    tried: Try, function: Function, scope: Scope, context: Context
) -> Iterator[tuple[Raise | Return, str]]:
    """Where the handlers of *tried* send the text of what they catch, and its name."""
    answers = bool(context.project.application.routes_of(function))
    for handler in tried.handlers:
        if _catches_all(handler, scope, context):
            search = _Search(handler, scope, context)
            for place, sent in _sent(handler.body, answers, scope, context):
                if search.leaks(sent):
                    yield place, handler.name or "traceback"


# What fails in these says what is wrong with the text, and that is the client's own.
_PARSERS = re.compile(
    r"^_?(?:int|float|str|dict|list|UUID|Decimal|(?:\w+)?Url|URL|ip_address|strip|encode|model_dump)$"
    r"|valid|parse|decode|deserialize|fromhex|strptime|loads$|^from_|format_str|fromisoformat"
    r"|Response$|^_?(?:check|raise|ensure|verify)_",
    re.IGNORECASE,
)


def _only_reads_text(tried: Try, scope: Scope, context: Context) -> bool:
    """Whether all that is tried is to understand what the client has sent."""
    project = context.project
    calls = [n for part in tried.body for n in walk(part) if isinstance(n, Call)]
    return bool(calls) and all(
        _PARSERS.search(text(call.func).rpartition(".")[2])
        or any(
            isinstance(made, ClassSymbol) and project.models.is_pydantic(made)
            for made in project.types.of(call.func, scope)
        )
        for call in calls
    )


def _catches_all(handler: ExceptHandler, scope: Scope, context: Context) -> bool:
    """Whether nobody has read the texts that *handler* catches: those of all exceptions, or those
    of a database, which quote statements with their parameters."""
    types = context.project.exceptions.types
    caught, _ = types.caught(handler.caught, scope)
    return is_broad(caught) or any(types.is_of_database(each) for each in caught)


def _sent(
    body: tuple[Statement, ...], answers: bool, scope: Scope, context: Context
) -> Iterator[tuple[Raise | Return, Expression]]:
    """What *body* sends to the client, unless it asks first what happened or where it runs."""
    for statement in body:
        match statement:
            case Raise(exc=Call() as raised):
                for made in context.project.types.of(raised, scope):
                    if context.project.types.is_a(made, *_RAISED):
                        yield from ((statement, value) for value in raised.passed)
                        break
            case Return(value=value) if value is not None and answers:
                yield from ((statement, part) for part in _content(value, scope, context))
            case If(test=test):
                if not _asks(test):
                    for block in blocks(statement):
                        yield from _sent(block, answers, scope, context)
            case Try():
                yield from _sent(statement.body, answers, scope, context)
            case _:
                for block in blocks(statement):
                    yield from _sent(block, answers, scope, context)


def _content(value: Expression, scope: Scope, context: Context) -> Iterator[Expression]:
    """What of an answer is its text, also where a function of the project makes the answer."""
    if not isinstance(value, Call):
        yield value
        return
    types = context.project.types
    for called in types.of(value.func, scope):
        target = called.target if isinstance(called, Bound) else called
        if isinstance(target, FunctionSymbol) and isinstance(target.node, Function):
            names = [p.name for p in target.node.parameters]
            taken = names[1:] if names[:1] in (["self"], ["cls"]) else names
            for position, name in enumerate(taken):
                given = value.argument(name, position)
                if given is not None and _comes_back(name, target.node):
                    yield given
            return
    for made in types.of(value, scope):
        if isinstance(made, Instance) and types.is_a(made, "starlette.responses.Response"):
            content = value.keyword("content") or (value.args[0] if value.args else None)
            if content is not None:
                yield content
            return


@functools.lru_cache(maxsize=1024)
def _comes_back(parameter: str, function: Function) -> bool:
    """Whether *function* returns what it is given as *parameter*, or puts it into that."""
    returned = {
        name.id
        for statement in own(function, Return)
        if statement.value is not None
        for name in walk(statement.value)
        if isinstance(name, Name)
    }
    for statement in reversed(own(function, Assign)):
        if statement.value is not None and any(_root(t) in returned for t in statement.targets):
            returned.update(n.id for n in walk(statement.value) if isinstance(n, Name))
    return parameter in returned


def _root(target: Expression) -> str | None:
    """The variable that an assignment to *target* changes."""
    match target:
        case Name(id=name):
            return name
        case Attribute(value=inner) | Subscript(value=inner):
            return _root(inner)
    return None


def _asks(test: Expression) -> bool:
    """Whether *test* is about the exception, or about where the application runs."""
    for node in walk(test):
        if isinstance(node, Call) and text(node.func) in ("isinstance", "hasattr"):
            return True
        if isinstance(node, (Name, Attribute)) and _CIRCUMSTANCES.search(text(node)):
            return True
    return False


class _Search:
    """Looks for the text of the exception that *handler* has caught."""

    def __init__(self, handler: ExceptHandler, scope: Scope, context: Context) -> None:
        self._caught = handler.name
        self._scope = scope
        self._context = context
        self._given: dict[str, list[Expression]] = {}
        for statement in statements(handler.body):
            if isinstance(statement, Assign) and statement.value is not None:
                for target in statement.targets:
                    if isinstance(target, Name):
                        self._given.setdefault(target.id, []).append(statement.value)
        self._followed: set[str] = set()

    def leaks(self, value: Expression, written: bool = False) -> bool:
        """Whether *value* holds the text; the exception itself does where it is *written*."""
        match value:
            case Name(id=name) if name == self._caught:
                return written
            case Name(id=name):
                if name in self._followed:
                    return False
                self._followed.add(name)
                return any(self.leaks(v, written) for v in self._given.get(name, ()))
            case Attribute(value=Name(id=name), attr="args"):
                return name == self._caught
            case JoinedStr(parts=parts):
                return any(self.leaks(part, True) for part in parts)
            case BinOp(left=left, right=right):
                return self.leaks(left, written) or self.leaks(right, value.op == "%")
            case Dict(values=values) | Display(items=values) | BoolOp(values=values):
                return any(self.leaks(v, written) for v in values)
            case IfExp(test=test, body=body, orelse=orelse):
                return not _asks(test) and (
                    self.leaks(body, written) or self.leaks(orelse, written)
                )
            case Call():
                return self._leaks_from_call(value)
        return False

    def _leaks_from_call(self, call: Call) -> bool:
        names = self._context.project.names.dotted(call.func, self._scope)
        if not _TRACEBACKS.isdisjoint(names):
            return True
        if not _TEXTS.isdisjoint(names):
            return any(self.leaks(argument, True) for argument in call.args)
        if isinstance(call.func, Attribute) and call.func.attr == "format":
            return any(self.leaks(v, True) for v in call.passed)
        return False
