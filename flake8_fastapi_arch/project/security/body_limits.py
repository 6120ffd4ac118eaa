"""Whether something limits how much a request may send."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from flake8_fastapi_arch.facts.model import Call, Constant, Expression, Module, Subscript
from flake8_fastapi_arch.project.modules.names import Names

_HEADER = "content-length"


class BodyLimits:
    """Answers for the whole project: a limit that middleware sets holds for all its routes."""

    def __init__(self, modules: Mapping[str, Module], names: Names) -> None:
        self._modules = modules
        self._names = names

    @functools.cached_property
    def are_set(self) -> bool:
        """Whether ``max_body_size`` is given somewhere, or the length of a request asked for."""
        return any(
            call.keyword("max_body_size") is not None or any(map(_is_header, call.args))
            for module in self._modules.values()
            for call, _ in self._names.scopes(module).calls
        )


def asks_for_length(node: object) -> bool:
    """Whether *node* reads the header that tells how long a request is."""
    match node:
        case Call(args=args):
            return any(map(_is_header, args))
        case Subscript(index=index):
            return _is_header(index)
    return False


def _is_header(expression: Expression) -> bool:
    match expression:
        case Constant(value=str() as word):
            return word.lower() == _HEADER
    return False
