"""Where a row that was not found is used as if it had been: the flow of None through functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Assert,
    Call,
    Constant,
    Function,
    If,
    IfExp,
    Node,
    Raise,
    Return,
)
from flake8_fastapi_arch.facts.walk import own, statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.data.none_flow import Use, Walk
from flake8_fastapi_arch.project.data.optional_lookups import Lookup, OptionalLookups, may_give_none
from flake8_fastapi_arch.project.data.presence import State, absent_in
from flake8_fastapi_arch.project.errors.exceptions import Exceptions
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.flow.keys import Keys, argument_for
from flake8_fastapi_arch.project.flow.uses import assigned_to, bound_names
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

_MAX_CLIMBED = 3
_MAX_CALLS = 3


class MissingRows:
    """Follows what lookups give through branches, early returns and calls."""

    def __init__(
        self,
        names: Names,
        types: Types,
        libraries: Libraries,
        effects: Effects,
        exceptions: Exceptions,
        keys: Keys,
        application: Callable[[], Application],
    ) -> None:
        self.names = names
        self.types = types
        self.effects = effects
        self.exceptions = exceptions
        self.keys = keys
        self._application = application
        self.lookups = OptionalLookups(types, libraries, effects, keys, self.given)

    # ── questions

    def uses(self, function: FunctionSymbol) -> tuple[Use, ...]:
        """Where *function* uses a row that a request may ask for in vain."""
        if not isinstance(function.node, Function) or not self.effects.serves(function):
            return ()
        routes = self._application().routes_of(function.node)
        start = self._injected(function, routes)
        lookups = self.lookups.of(function, _MAX_CALLS)
        if not start and not lookups:
            return ()
        flow = Walk(self, function, lookups, failing=_MAX_CALLS).run(start)
        return tuple(
            use
            for use in flow.uses
            if (use.lookup.is_request or self._is_asked_for(function, use.lookup))
            and not (use.is_answer and not _answers_rows(routes))
        )

    @kept
    def given(self, function: FunctionSymbol, through: int = _MAX_CALLS) -> Lookup | None:
        """The lookup that *function* gives None for, with its own parameters as keys; *through* at
        most so many calls."""
        node = function.node
        if through <= 0 or not isinstance(node, Function) or not may_give_none(node):
            return None
        lookups = self.lookups.of(function, through - 1)
        if not lookups and not _says_nothing_found(node):
            return None
        missing = Walk(self, function, lookups).run({}).missing
        if missing is None or missing.is_request:
            return missing
        refused = self._refused_before(missing, node, lookups)
        keys = missing.keys - refused
        return msgspec.structs.replace(missing, keys=keys) if keys or not refused else None

    def _refused_before(
        self, missing: Lookup, function: Function, lookups: Mapping[Call, Lookup]
    ) -> frozenset[str]:
        """The keys of *missing* for which *function* looked before, and raised where it found
        nothing: an update answers with the row that it was asked for."""
        refused = {
            name
            for branch in own(function, If)
            if branch.body and isinstance(branch.body[-1], Raise)
            for name in absent_in(branch.test, True)
        }
        line = getattr(missing.call, "line", 0)
        return frozenset().union(
            *(
                lookup.keys
                for call, lookup in lookups.items()
                if call.line < line and not refused.isdisjoint(_targets(call, function))
            )
        )

    @kept
    def failing(self, function: FunctionSymbol, through: int = _MAX_CALLS) -> frozenset[str]:
        """The parameters for which *function* must not be passed None."""
        node = function.node
        if through <= 0 or not isinstance(node, Function) or node.is_generator:
            return frozenset()
        start = {p.name: Lookup(p, p.name) for p in node.parameters if p.default is None}
        flow = Walk(self, function, {}, failing=through - 1).run(start)
        return frozenset(
            use.name for use in flow.uses if start.get(use.name) is use.lookup and not use.is_answer
        )

    def unproved(self, function: FunctionSymbol) -> tuple[tuple[Assert, str], ...]:
        """The assertions of *function* that something is there which a request may ask for in
        vain, each with its name."""
        if not isinstance(function.node, Function) or not self.effects.serves(function):
            return ()
        routes = self._application().routes_of(function.node)
        lookups = {**self.lookups.declared(function), **self.lookups.of(function, _MAX_CALLS)}
        flow = Walk(self, function, lookups).run(self._injected(function, routes))
        return tuple(
            (node, name)
            for node, name, lookup in flow.asserted
            if lookup.is_request or self._is_asked_for(function, lookup)
        )

    # ── one function

    @kept
    def ends(self, function: FunctionSymbol) -> frozenset[Call]:
        """The calls in *function* that never return."""
        return frozenset(
            site.call
            for site in self.effects.sites(function)
            for targets in (self.effects.targets(site),)
            if "sys.exit" in targets.libraries
            or (targets.functions and all(map(_always_raises, targets.functions)))
        )

    def _injected(self, function: FunctionSymbol, routes: tuple[Route, ...]) -> State:
        """The parameters for which FastAPI passes what a dependency may have found nothing for."""
        found: dict[str, Lookup] = {}
        for dependency in routes[0].closure.items if routes else ():
            callee = dependency.callee
            if dependency.parameter is None or not isinstance(callee, FunctionSymbol):
                continue
            kinds = {p.name: p.kind for p in dependency.parameters}
            lookup = self.given(callee)
            if lookup is not None and any(
                kinds.get(key) in ("path", "query") for key in lookup.keys
            ):
                found[dependency.parameter] = Lookup(callee.node, callee.name, is_request=True)
        return found

    # ── whether a request asks for it

    def _is_asked_for(self, function: FunctionSymbol, lookup: Lookup) -> bool:
        """Whether a request decides about a key of *lookup*, which nobody has looked up before."""
        return any(
            self._is_from_request(function, key, lookup.call, _MAX_CLIMBED) for key in lookup.keys
        )

    @kept
    def _is_from_request(
        self,
        function: FunctionSymbol,
        key: str,
        call: Node,
        climbing: int,
    ) -> bool:
        if self.keys.is_verified(function, key, call):
            return False
        sent = self.keys.sent_to(function)
        if sent is not None:
            return key in sent
        if climbing <= 0:
            return False
        for caller, site in self.effects.call_sites(function):
            argument = argument_for(key, function, site)
            node = caller.node
            if argument is None or not isinstance(node, Function):
                continue
            if any(
                self._is_from_request(caller, name, site.call, climbing - 1)
                for name in self.keys.of(argument, caller)
            ):
                return True
        return False


def _targets(call: Call, function: Function) -> set[str]:
    """The variables that are what *call* gives."""
    return {name for target in assigned_to(call, function) for name in bound_names(target)}


def _answers_rows(routes: tuple[Route, ...]) -> bool:
    """Whether FastAPI refuses None as the answer: there is a response model that wants more."""
    return bool(routes) and all(
        route.response_model is not None
        and not any(
            word in route.response_model for word in ("None", "Optional", "Any", "Response")
        )
        for route in routes
    )


def _always_raises(function: FunctionSymbol) -> bool:
    node = function.node
    return (
        isinstance(node, Function)
        and bool(node.body)
        and isinstance(node.body[-1], Raise)
        and not own(node, Return)
        and not node.is_generator
    )


def _says_nothing_found(node: Function) -> bool:
    """Whether the function has a ``return None`` of its own, or one side of a ``return`` is."""
    return any(
        isinstance(part, Return)
        and (
            part.value is None
            or isinstance(part.value, IfExp)
            or (isinstance(part.value, Constant) and part.value.value is None)
        )
        for part in statements(node.body)
    )
