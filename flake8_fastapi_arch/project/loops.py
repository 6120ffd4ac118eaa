"""Which loops run their body once per row, so that what happens inside happens N times."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import (
    Call,
    Constant,
    Display,
    Expression,
    For,
    Name,
    While,
)
from flake8_fastapi_arch.facts.walk import dotted
from flake8_fastapi_arch.project.calls import Site
from flake8_fastapi_arch.project.types import Types

_SESSIONS = ("sqlalchemy.orm.Session", "sqlalchemy.ext.asyncio.AsyncSession")
_BATCHES = ("batch", "chunk", "page", "slice")


def per_element(site: Site, types: Types) -> Expression | None:
    """The iterable for whose every element the call at *site* runs; None where there is none.

    Loops that do not grow with the data say nothing: over literals and constant ranges, over
    batches, over a dependency that yields its one session, and ``while`` loops, which poll, page
    or retry.
    """
    for loop in reversed(site.loops):
        if isinstance(loop, While):
            continue
        iterable = loop.iter if isinstance(loop, For) else loop.generators[0].iter
        if not _is_bounded(iterable) and not _yields_a_session(iterable, site, types):
            return iterable
    return None


def _is_bounded(iterable: Expression) -> bool:
    match iterable:
        case Display() | Constant():
            return True
        case Call(func=Name(id="range"), args=args):
            return len(args) == 3 or all(isinstance(arg, Constant) for arg in args)
        case Call(func=Name(id="enumerate" | "reversed" | "sorted" | "list"), args=(inner, *_)):
            return _is_bounded(inner)
        case Call(func=func):
            name = (dotted(func) or "").rpartition(".")[2].lower()
            return any(word in name for word in _BATCHES)
    name = (dotted(iterable) or "").rpartition(".")[2]
    return name.isupper() or any(word in name.lower() for word in _BATCHES)


def _yields_a_session(iterable: Expression, site: Site, types: Types) -> bool:
    elements = types.element(types.of(iterable, site.scope))
    return any(types.is_a(value, *_SESSIONS) for value in elements)
