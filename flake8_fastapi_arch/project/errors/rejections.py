"""Where what a client sends is rejected with an exception that says nothing of clients: by calls of
libraries, for nothing is there or it cannot be read, by the look-up of an enum's member, and by a
plain ``raise ValueError``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    IfExp,
    Name,
    Node,
    Raise,
    Subscript,
    While,
)
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.keys import Keys, argument_for
from flake8_fastapi_arch.project.flow.runs import Targets
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.inference.row_types import gives_row
from flake8_fastapi_arch.project.inference.types import Instance, Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

_VALUE_ERROR = "builtins.ValueError"
_KEY_ERROR = "builtins.KeyError"
_TEXTS = frozenset({"builtins.str", "builtins.None", "builtins.NoneType"})
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
_SPELLING = frozenset({"lower", "upper", "strip", "casefold", "title", "capitalize"})


class Rejection(msgspec.Struct, frozen=True):
    """An exception of class *type* that is raised for what *keys* hold, parameters of the function
    that it leaves: by a *call* of a library or ``Enum[...]``, or by a ``raise`` (None). ``reads``
    says that a text cannot be read as what it should be, not that something is not there."""

    call: Call | Subscript | None
    type: LibrarySymbol
    keys: frozenset[str]
    reads: bool = False


class Rejections:
    """Finds the calls, and what decides whether they fail."""

    def __init__(
        self, names: Names, types: Types, libraries: Libraries, effects: Effects, keys: Keys
    ) -> None:
        self._names = names
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._keys = keys
        self._known: dict[FunctionSymbol, Mapping[Node, Rejection]] = {}

    def of(self, function: FunctionSymbol) -> Mapping[Node, Rejection]:
        """The calls and look-ups in *function* that may reject what its parameters hold."""
        found = self._known.get(function)
        if found is None:
            found = self._known[function] = dict(self._made_in(function))
        return found

    def by(self, node: Raise, type: LibrarySymbol, function: FunctionSymbol) -> Rejection | None:
        """What *node*, a ``raise`` of *function*, rejects by the ``if`` that it stands in."""
        test = _condition(node, function)
        if test is None:
            return None
        named = {part.id for part in walk(test) if isinstance(part, Name)}
        keys = named & {parameter.name for parameter in function.node.parameters}
        keys |= self._keys.of(test, function)
        return Rejection(None, type, frozenset(keys)) if keys else None

    def passed_on(
        self, rejection: Rejection, callee: FunctionSymbol, site: Site, caller: FunctionSymbol
    ) -> Rejection | None:
        """*rejection*, which leaves *callee*, as the parameters of *caller* decide it, which calls
        *callee* at *site*; None where they do not."""
        keys: set[str] = set()
        for key in rejection.keys:
            argument = argument_for(key, callee, site)
            if argument is not None:
                keys |= self._undecided(
                    argument, site.call, site.scope, caller, rejection.reads
                )
        return msgspec.structs.replace(rejection, keys=frozenset(keys)) if keys else None

    def _made_in(self, function: FunctionSymbol) -> Iterator[tuple[Node, Rejection]]:
        if not isinstance(function.node, Function) or not function.node.parameters:
            return
        for site in self._effects.sites(function):
            found = self._raised_at(site)
            if found is None:
                continue
            name, reads = found
            if reads and not site.call.args:
                continue
            asked = site.call.args[0] if reads else site.call
            keys = self._undecided(asked, site.call, site.scope, function, reads)
            if keys:
                yield site.call, Rejection(site.call, LibrarySymbol(name), keys, reads)
        scope = self._names.scope_of(function.module, function.node)
        for node in own(function.node, Subscript):
            where = scope.homes.get(node, scope)
            if isinstance(_as_sent(node.index), Name) and self._is_member(node, where):
                keys = self._undecided(node.index, node, where, function, reads=True)
                if keys:
                    yield node, Rejection(node, LibrarySymbol(_KEY_ERROR), keys, reads=True)

    def _raised_at(self, site: Site) -> tuple[str, bool] | None:
        """What the call at *site* may raise, and whether it reads a text."""
        targets = self._effects.targets(site)
        for dotted in targets.libraries:
            raises = self._libraries.raises(dotted)
            if raises is None:
                continue
            if raises.when == "unreadable":
                return raises.error, True
            # An aggregate is always there; of other values nobody can tell.
            if not raises.error.startswith("sqlalchemy.") or gives_row(
                self._types, site.call, site.scope
            ):
                return raises.error, False
        return (_VALUE_ERROR, True) if self._looks_member_up(site, targets) else None

    def _looks_member_up(self, site: Site, targets: Targets) -> bool:
        """Whether the call at *site* looks what a variable holds up among the members of an enum.

        What it may run is known already, and tells of most calls that they make no object.
        """
        args = site.call.args
        return (
            bool(args)
            and isinstance(_as_sent(args[0]), (Name, Attribute))
            and not targets.libraries
            and all(function.name.endswith(".__init__") for function in targets.functions)
            and any(
                isinstance(cls, ClassSymbol) and self._is_enum(cls)
                for cls in self._types.of(site.call.func, site.scope)
            )
        )

    def _is_member(self, node: Subscript, scope: Scope) -> bool:
        """Whether *node* surely looks for a member of an enum by its name."""
        values = self._types.of(node.value, scope)
        return bool(values) and all(
            isinstance(cls, ClassSymbol)
            and not _ENUMS.isdisjoint(self._types.library_bases(cls))
            and all(isinstance(base, LibrarySymbol) for base in self._types.mro(cls)[1:])
            and not cls.node.keywords
            for cls in values
        )

    def _is_enum(self, cls: ClassSymbol) -> bool:
        return not _ENUMS.isdisjoint(self._types.library_bases(cls)) and (
            self._types.member(cls, "_missing_") is None
        )

    def _undecided(
        self,
        asked: Expression,
        by: Call | Subscript,
        scope: Scope,
        function: FunctionSymbol,
        reads: bool,
    ) -> frozenset[str]:
        """The parameters of *function* that *asked* is made of, which is read in *scope*, and that
        nobody has looked at before *by* does."""
        if reads:
            asked = _as_sent(asked)
            if not self._is_text(asked, scope):
                return frozenset()
        keys = self._keys.of(asked, function)
        if reads:
            keys -= _looked_at(function) | self._shaped(function)
        return frozenset(k for k in keys if not self._keys.is_verified(function, k, by))

    def _shaped(self, function: FunctionSymbol) -> frozenset[str]:
        """The parameters of *function* that FastAPI holds to a pattern."""
        scope = self._names.scope_around(function.module, function.node)
        return frozenset(
            parameter.name
            for parameter in function.node.parameters
            for marker, _ in self._names.markers(parameter, scope)
            if marker.keyword("pattern") or marker.keyword("regex")
        )

    def _is_text(self, expression: Expression, scope: Scope) -> bool:
        """Whether *expression* is a parameter, or a part of one, that is declared as a text."""
        match expression:
            case Name() | Attribute(value=Name()):
                types = {
                    value.library if isinstance(value, Instance) else None
                    for value in self._types.of(expression, scope)
                }
                return "builtins.str" in types and types <= _TEXTS
        return False


def _condition(node: Raise, function: FunctionSymbol) -> Expression | None:
    """What the nearest ``if`` around *node* asks."""
    above = parents(function.node)
    parent = above[node]
    while parent is not function.node:
        if isinstance(parent, If):
            return parent.test
        parent = above[parent]
    return None


def _as_sent(expression: Expression) -> Expression:
    """*expression* without what only changes how a text is spelled."""
    match expression:
        case Call(func=Attribute(value=inner, attr=attr), args=()) if attr in _SPELLING:
            return _as_sent(inner)
    return expression


def _looked_at(function: FunctionSymbol) -> frozenset[str]:
    """The names whose value, not only whose presence, *function* tests somewhere."""
    assert isinstance(function.node, Function)
    tests = [node.test for node in own(function.node, If, IfExp, While)]
    return frozenset(
        part.id
        for test in tests
        for asking in walk(test)
        if isinstance(asking, Call) or (isinstance(asking, Compare) and not _asks_for_none(asking))
        for part in walk(asking)
        if isinstance(part, Name)
    )


def _asks_for_none(test: Compare) -> bool:
    return all(isinstance(right, Constant) and right.value is None for right in test.comparators)
