"""Expressions as short text, for messages."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Constant,
    Dict,
    Display,
    Expression,
    Name,
    Subscript,
)

_BRACKETS = {"list": "[...]", "tuple": "(...)", "set": "{...}"}


def text(expression: Expression) -> str:
    """*expression* as a reader would name it: ``order.items``, ``load(...)``, ``rows[...]``."""
    match expression:
        case Name(id=name):
            return name
        case Attribute(value=value, attr=attr):
            return f"{text(value)}.{attr}"
        case Call(func=func, args=args, keywords=keywords):
            return f"{text(func)}(...)" if args or keywords else f"{text(func)}()"
        case Subscript(value=value):
            return f"{text(value)}[...]"
        case Await(value=value):
            return text(value)
        case Constant(value=value):
            return repr(value) if len(repr(value)) <= 20 else "..."
        case Display(kind=kind):
            return _BRACKETS[kind]
        case Dict():
            return "{...}"
    return "..."
