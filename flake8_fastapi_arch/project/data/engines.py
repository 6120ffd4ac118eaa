"""Which databases engines are for, as far as their URLs can be read."""

from __future__ import annotations

import re

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Constant,
    Expression,
    JoinedStr,
    Name,
    Node,
)
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_SCHEME = re.compile(r"([a-z][a-z0-9+_]*)://")
_ENVIRONMENT = frozenset({"os.getenv", "os.environ.get"})
_MAX_DEPTH = 5


def schemes(
    url: Expression, scope: Scope, names: Names, types: Types, depth: int = 0
) -> frozenset[str] | None:
    """The ``dialect+driver`` parts that *url* may begin with; None where some are not known."""
    if depth > _MAX_DEPTH:
        return None
    match url:
        case Constant(str() as text):
            found = _SCHEME.match(text)
            return frozenset([found[1]]) if found else None
        case JoinedStr(parts=(Constant(str() as text), *_)):
            found = _SCHEME.match(text)
            return frozenset([found[1]]) if found else None
        case Call(args=args) if not _ENVIRONMENT.isdisjoint(names.dotted(url.func, scope)):
            default = args[1] if len(args) > 1 else url.keyword("default")
            return schemes(default, scope, names, types, depth + 1) if default else None
        case Name() | Attribute():
            return _of_variable(url, scope, names, types, depth)
    return None


def _of_variable(
    url: Name | Attribute, scope: Scope, names: Names, types: Types, depth: int
) -> frozenset[str] | None:
    """The schemes of a constant, or of a setting by its default."""
    bound = names.variable(url, scope)
    if bound is not None:
        values = [(b.kind, b.value, bound[0]) for b in bound[1]]
    elif isinstance(url, Attribute):
        values = []
        for owned in types.of(url.value, scope):
            if isinstance(owned, Instance) and isinstance(owned.type, ClassSymbol):
                member = types.member(owned.type, url.attr)
                if member is not None:
                    owner, binding = member
                    where = names.scope_of(owner.module, owner.node)
                    values.append((binding.kind, binding.value, where))
    else:
        return None
    found: set[str] = set()
    for kind, value, where in values:
        default = _default(value)
        if kind != "assign" or default is None:
            return None
        inner = schemes(default, where, names, types, depth + 1)  # type: ignore[arg-type]
        if inner is None:
            return None
        found |= inner
    return frozenset(found) or None


def _default(value: Node | None) -> Node | None:
    """The default in ``Field(default=...)``."""
    if isinstance(value, Call) and isinstance(value.func, Name) and value.func.id == "Field":
        return value.args[0] if value.args else value.keyword("default")
    return value
