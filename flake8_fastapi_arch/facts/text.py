"""Expressions as short text, for messages."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BinOp,
    Call,
    Constant,
    Dict,
    Display,
    Expression,
    Name,
    Subscript,
)

MAX_TEXT = 10_000
"""Characters of one string that an analysis puts together. Nobody writes a path of more; what
hostile code doubles line by line would fill the memory."""

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


def spelled(annotation: Expression) -> str | None:
    """*annotation* in full, as it is written; None for what is more than names and types."""
    match annotation:
        case Name(id=name):
            return name
        case Constant(value=value):
            return repr(value)
        case Attribute(value=value, attr=attr):
            head = spelled(value)
            return None if head is None else f"{head}.{attr}"
        case Subscript(value=value, index=index):
            head, inside = spelled(value), spelled(index)
            return None if head is None or inside is None else f"{head}[{inside}]"
        case BinOp(op="|", left=left, right=right):
            one, other = spelled(left), spelled(right)
            return None if one is None or other is None else f"{one} | {other}"
        case Display(items=items):
            inner = [word for word in map(spelled, items) if word is not None]
            return ", ".join(inner) if len(inner) == len(items) else None
    return None
