"""What an ``except`` clause does with what it caught."""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    Constant,
    Dict,
    Display,
    ExceptHandler,
    Expression,
    ExprStatement,
    If,
    Jump,
    Name,
    Node,
    Raise,
    Return,
    Statement,
)
from flake8_fastapi_arch.facts.walk import last_name, statements, walk

_LOGGING = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "print",
     "print_exc", "format_exc", "print_exception", "capture_exception", "record_exception",
     "fatal", "trace", "success", "opt"}
)  # fmt: skip
_WORDING = frozenset({"str", "repr", "format", "type", "print"})
_READ = frozenset({"args", "message", "msg", "detail", "__class__"})


def nodes(handler: ExceptHandler) -> Iterator[Node]:
    """All records that run in the clause."""
    for statement in handler.body:
        yield from walk(statement)


def lets_go(handler: ExceptHandler) -> bool:
    """Whether the clause raises, on some path, what it caught."""
    return any(
        isinstance(statement, Raise)
        and (
            statement.exc is None
            or (isinstance(statement.exc, Name) and statement.exc.id == handler.name)
        )
        for statement in statements(handler.body)
    )


def asks(handler: ExceptHandler) -> bool:
    """Whether the clause decides by what it caught, or hands it to somebody who may."""
    if handler.name is None:
        return False
    for node in nodes(handler):
        match node:
            case Attribute(value=Name(id=name), attr=attr) if name == handler.name:
                if attr not in _READ:
                    return True
            case Call(func=func, args=args, keywords=keywords):
                passed = (*args, *(keyword.value for keyword in keywords))
                handed_on = any(isinstance(a, Name) and a.id == handler.name for a in passed)
                if handed_on and not _only_words(func):
                    return True
    return False


def sorts(handler: ExceptHandler) -> bool:
    """Whether an ``if`` of the clause is about what it caught, its text included."""
    return any(
        isinstance(node, Name) and node.id == handler.name
        for statement in statements(handler.body)
        if isinstance(statement, If)
        for node in walk(statement.test)
    )


def raised(handler: ExceptHandler) -> Raise | None:
    """The exception that the clause ends in, where it raises a new one at its end."""
    last = handler.body[-1] if handler.body else None
    return last if isinstance(last, Raise) and last.exc is not None else None


def returned(handler: ExceptHandler) -> Return | None:
    """The ``return`` at the end of the clause."""
    last = handler.body[-1] if handler.body else None
    return last if isinstance(last, Return) else None


def besides(handler: ExceptHandler) -> tuple[Statement, ...]:
    """What the clause does besides logging, ``pass`` and its last ``raise`` or ``return``."""
    last = handler.body[-1] if handler.body else None
    return tuple(
        statement
        for statement in handler.body
        if not (statement is last and isinstance(last, (Raise, Return, Jump)))
        and not is_logging(statement)
    )


def is_logging(statement: Statement) -> bool:
    """Whether *statement* only tells somebody, or does nothing at all."""
    match statement:
        case ExprStatement(Call(func=func)) | ExprStatement(Await(Call(func=func))):
            return last_name(func) in _LOGGING
        case ExprStatement(Constant()):
            return True
        case Assign(targets=(Name(),), value=value) if value is not None:
            calls = (node.func for node in walk(value) if isinstance(node, Call))
            return all(_only_words(func) for func in calls)
    return False


def is_empty(value: Expression | None) -> bool:
    """Whether *value* is None, or an empty string, list or dict."""
    match value:
        case None | Constant(value=None | "") | Display(items=()) | Dict(values=()):
            return True
    return False


def is_telling(func: Expression) -> bool:
    """Whether *func*, by its name, writes a log or reports to a monitor."""
    return last_name(func) in _LOGGING


def _only_words(func: Expression) -> bool:
    return last_name(func) in _LOGGING | _WORDING
