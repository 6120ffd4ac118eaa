"""Which calls look up what may not be there: in a database, in what a request sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BinOp,
    BoolOp,
    Call,
    Constant,
    Expression,
    Function,
    IfExp,
    Lambda,
    Name,
    NamedExpr,
    Node,
    Return,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.keys import Keys, argument_for
from flake8_fastapi_arch.project.inference.row_types import gives_row
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, LibrarySymbol

_NO_ROWS = ("redis.", "google.", "django.")  # may be None too, but for other reasons
_VALUES = frozenset({"fetchval"})  # an aggregate is never None
_REQUEST_BAGS = frozenset({"query_params", "headers", "cookies"})
_ALWAYS_SENT = frozenset({"host", "user-agent", "accept", "content-type"})


class Lookup(msgspec.Struct, frozen=True):
    """A call that gives None where nothing is found.

    ``call`` is the one in the function looked at, ``what`` says in words what is called there,
    ``keys`` are the parameters of that function that decide what is looked up. ``is_request`` says
    that a request decides in any case. ``unless`` names parameters on which it depends whether the
    function refuses what was not found.
    """

    call: Node
    what: str
    keys: frozenset[str] = frozenset()
    is_request: bool = False
    unless: frozenset[str] = frozenset()


class OptionalLookups:
    """Finds the calls of a function that give None where nothing is found."""

    def __init__(
        self,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        keys: Keys,
        given: Callable[[FunctionSymbol, int], Lookup | None],
    ) -> None:
        """*given* tells the lookup that a function of the project gives None for."""
        self._types = types
        self._libraries = libraries
        self._effects = effects
        self._keys = keys
        self._given = given

    def of(self, function: FunctionSymbol, through: int) -> Mapping[Call, Lookup]:
        """The lookups that calls in *function* make, themselves or *through* so many calls."""
        return {
            site.call: lookup
            for site in self._candidates(function)
            if (lookup := self._lookup(site, function, through)) is not None
        }

    def declared(self, function: FunctionSymbol) -> Mapping[Call, Lookup]:
        """The calls in *function* of what says of itself that it may give None."""
        found: dict[Call, Lookup] = {}
        for site in self._effects.sites(function):
            for callee in self._effects.targets(site).functions:
                if site.call not in found and _says_none(callee.node):
                    passed = (self._keys.of(argument, function) for argument in site.call.passed)
                    keys = frozenset().union(*passed)
                    found[site.call] = Lookup(site.call, f"{own_name(callee)}()", keys)
        return found

    def bag(self, call: Call, scope: Scope) -> str | None:
        """``request.query_params.get("x")`` in words."""
        bag = _asked_bag(call)
        connection = ("starlette.requests.HTTPConnection", "starlette.requests.Request")
        if bag is not None and any(
            self._types.is_a(value, *connection)
            or (isinstance(value, LibrarySymbol) and value.dotted.endswith(".Request"))
            for value in self._types.of(bag.value, scope)
        ):
            return f"{bag.attr}.get()"
        return None

    @kept
    def _candidates(self, function: FunctionSymbol) -> list[Site]:
        """The calls in *function* that may look something up; most calls may not."""
        return [site for site in self._effects.sites(function) if self._may_look_up(site)]

    def _may_look_up(self, site: Site) -> bool:
        targets = self._effects.targets(site)
        return (
            (len(targets.functions) == 1 and may_give_none(targets.functions[0].node))
            or any(map(self._libraries.is_optional, targets.libraries))
            or _asked_bag(site.call) is not None
        )

    def _lookup(self, site: Site, function: FunctionSymbol, through: int) -> Lookup | None:
        """The lookup that the call at *site*, in *function*, makes, itself or *through* so many
        calls; None for anything else."""
        call = site.call
        targets = self._effects.targets(site)
        for dotted in targets.libraries:
            if self._finds_row(dotted, call, site):
                name = dotted.rpartition(".")[2]
                return Lookup(call, f"{name}()", self._keys.of(call, function))
        if len(targets.functions) == 1:
            callee = targets.functions[0]
            given = self._given(callee, through)
            unless = _flags_passed(given, callee, site, function) if given is not None else None
            if (
                given is not None
                and unless is not None
                and (site.is_awaited or not callee.is_coroutine)
            ):
                keys: set[str] = set()
                for key in given.keys:
                    argument = argument_for(key, callee, site)
                    if argument is not None:
                        keys |= self._keys.of(argument, function)
                return Lookup(call, f"{own_name(callee)}()", frozenset(keys), unless=unless)
        bag = self.bag(call, site.scope)
        if bag is not None:
            return Lookup(call, bag, is_request=True)
        return None

    def _finds_row(self, dotted: str, call: Call, site: Site) -> bool:
        if not self._libraries.is_optional(dotted) or dotted.startswith(_NO_ROWS):
            return False
        if dotted.rpartition(".")[2] in _VALUES or call.keyword("upsert") is not None:
            return False
        if self._libraries.is_awaitable(dotted) and not site.is_awaited:
            return False  # a query yet, which goes on: `await Book.find_one(…).project(Title)`
        return not self._libraries.canonical(dotted).startswith("sqlalchemy.") or gives_row(
            self._types, call, site.scope
        )


def _asked_bag(call: Call) -> Attribute | None:
    """``request.query_params`` in ``request.query_params.get("x")``."""
    match call:
        case Call(
            func=Attribute(attr="get", value=Attribute(attr=attr) as bag),
            args=(Constant(value=str(name)),),
            keywords=(),
        ) if attr in _REQUEST_BAGS and name.lower() not in _ALWAYS_SENT:
            return bag
    return None


def _flags_passed(
    given: Lookup, callee: FunctionSymbol, site: Site, function: FunctionSymbol
) -> frozenset[str] | None:
    """The parameters of *function* on which it depends whether the call at *site* refuses what
    *given* does not find; None where it may refuse in any case."""
    own_parameters = {p.name for p in function.node.parameters}
    flags = set()
    for flag in given.unless:
        if _is_off(flag, callee, site):
            continue
        match argument_for(flag, callee, site):
            case Name(id=name) if name in own_parameters:
                flags.add(name)
            case _:
                return None
    return frozenset(flags)


def _is_off(flag: str, function: FunctionSymbol, site: Site) -> bool:
    """Whether the call at *site* surely passes nothing, or False, for the parameter *flag*."""
    passed = argument_for(flag, function, site)
    if passed is None and not site.call.is_spread:
        passed = next((p.default for p in function.node.parameters if p.name == flag), None)
    return isinstance(passed, Constant) and not passed.value


def _says_none(function: Function | Lambda) -> bool:
    """Whether *function* says of itself that it may give None."""
    return isinstance(function, Function) and _takes_none(function.returns)


def _takes_none(annotation: Expression | None) -> bool:
    """Whether *annotation* has None among its alternatives."""
    match annotation:
        case BinOp("|", left, right):
            return _takes_none(left) or _takes_none(right)
        case Subscript(value=Name(id="Optional") | Attribute(attr="Optional")):
            return True
        case Constant(value=None):
            return True
        case Constant(value=str(text)):
            return "None" in text or "Optional" in text
    return False


def may_give_none(node: Function | Lambda) -> bool:
    """Whether a ``return`` of the function may have None to give."""
    return (
        isinstance(node, Function)
        and not node.is_generator
        and any(
            isinstance(part, Return)
            and isinstance(
                part.value, (type(None), Constant, Name, Call, Await, NamedExpr, BoolOp, IfExp)
            )
            for part in statements(node.body)
        )
    )


def own_name(function: FunctionSymbol) -> str:
    """The name of *function* without those of the classes around it."""
    return function.name.rpartition(".")[2]
