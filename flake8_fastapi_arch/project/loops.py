"""Which loops run their body once per row, so that what happens inside happens N times."""

from __future__ import annotations

import functools
from typing import Union

from flake8_fastapi_arch.facts.model import (
    Call,
    Comprehension,
    Constant,
    Display,
    Expression,
    For,
    Name,
    While,
)
from flake8_fastapi_arch.facts.walk import dotted, walk
from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.types import Types

_SESSIONS = ("sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession")
Loop = Union[For, Comprehension]
_BATCHES = ("batch", "chunk", "page", "slice", "groupby")


def per_element(site: Site, types: Types) -> Loop | None:
    """The innermost loop that runs the call at *site* once per element of some data, or None.

    Loops that do not grow with the data say nothing: over literals and ranges (but that of a
    length), over batches, over a dependency that yields its one session, attempts (the loop
    variable is unused or the loop sleeps), and ``while`` loops, which poll, page or retry.
    """
    for loop in reversed(site.loops):
        if isinstance(loop, While) or _is_attempts(loop):
            continue
        iterable = iterable_of(loop)
        if not _is_bounded(iterable) and not _yields_a_session(iterable, site, types):
            return loop
    return None


def iterable_of(loop: Loop) -> Expression:
    """What *loop* goes through."""
    return loop.iter if isinstance(loop, For) else loop.generators[0].iter


@functools.lru_cache(maxsize=4096)
def _is_attempts(loop: Loop) -> bool:
    if not isinstance(loop, For):
        return False
    if isinstance(loop.target, Name) and loop.target.id.startswith("_"):
        return True
    calls = (node for statement in loop.body for node in walk(statement) if isinstance(node, Call))
    return any((dotted(call.func) or "").rpartition(".")[2] == "sleep" for call in calls)


def _is_bounded(iterable: Expression) -> bool:
    match iterable:
        case Display() | Constant():
            return True
        case Call(func=Name(id="range"), args=args):
            return len(args) == 3 or not any(_is_length(arg) for arg in args)
        case Call(func=Name(id="enumerate" | "reversed" | "sorted" | "list"), args=(inner, *_)):
            return _is_bounded(inner)
        case Call(func=func):
            return _names_batches(func)
    return _is_constant(iterable) or _names_batches(iterable)


def _is_length(expression: Expression) -> bool:
    match expression:
        case Call(func=Name(id="len")):
            return True
    return False


def _is_constant(expression: Expression) -> bool:
    name = (dotted(expression) or "").rpartition(".")[2]
    return isinstance(expression, Constant) or name.isupper()


def _names_batches(expression: Expression) -> bool:
    name = (dotted(expression) or "").rpartition(".")[2].lower()
    return any(word in name for word in _BATCHES)


def _yields_a_session(iterable: Expression, site: Site, types: Types) -> bool:
    elements = types.element(types.of(iterable, site.scope))
    return any(types.is_a(value, *_SESSIONS) for value in elements)
