"""The calls that take a string for more than data: for SQL, a path, an address, code, a log.

A function that hands one of its parameters to a statement's sink as it came is such a sink itself:
the statement was written by who calls it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import Attribute, Expression, Lambda, Name, Parameter, Starred
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.callers import Callers
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.libraries import Libraries, Sink
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_Taking = tuple[FunctionSymbol, str]
"""A function, and the name of the parameter by which it takes something."""


class SinkCall(msgspec.Struct, frozen=True):
    """A call of something that takes a string for more than data, in *function*."""

    site: Site
    function: FunctionSymbol
    sink: Sink

    @property
    def taken(self) -> tuple[Expression, ...]:
        """The expressions that it takes so."""
        call = self.site.call
        if self.sink.receiver:
            return (call.func.value,) if isinstance(call.func, Attribute) else ()
        found: list[Expression] = []
        if self.sink.position is not None:
            last = None if self.sink.every else self.sink.position + 1
            found += call.args[self.sink.position : last]
        if self.sink.keyword is not None:
            passed = call.keyword(self.sink.keyword)
            found += [passed] if passed is not None else []
        return tuple(value for value in found if not isinstance(value, Starred))


class Sinks:
    """Answers about functions, each from what it passes on and to whom."""

    def __init__(self, libraries: Libraries, effects: Effects, callers: Callers) -> None:
        self._libraries = libraries
        self._effects = effects
        self._callers = callers

    def of(self, function: FunctionSymbol, kind: str) -> tuple[SinkCall, ...]:
        """The calls in *function*, if it serves requests, that take a string for *kind*."""
        if not self._effects.serves(function):
            return ()
        found = [call for call in self._library_sinks(function) if call.sink.kind == kind]
        if kind == "sql":
            found += self._handing_statements(function)
            found.sort(key=lambda call: (call.site.line, call.site.col))
        return tuple(found)

    def is_handed_through(self, call: SinkCall) -> bool:
        """Whether *call* takes a parameter of its function as it came: whoever calls the function
        has written the statement."""
        taken = call.taken
        return len(taken) == 1 and _own_parameter(taken[0], call.site, call.function) is not None

    @kept
    def _library_sinks(self, function: FunctionSymbol) -> tuple[SinkCall, ...]:
        """The calls of libraries in *function* that take a string for more than data."""
        if not any(map(self._libraries.sink, self._effects.library_calls(function))):
            return ()
        return tuple(
            SinkCall(site, function, sink)
            for site in self._effects.sites(function)
            for sink in self._sinks_at(site)[:1]
        )

    def _sinks_at(self, site: Site) -> list[Sink]:
        sinks = map(self._libraries.sink, self._effects.targets(site).libraries)
        return [sink for sink in sinks if sink is not None]

    @kept
    def _handing_statements(self, function: FunctionSymbol) -> tuple[SinkCall, ...]:
        """The calls in *function* of a function that takes what it is handed for a statement."""
        return tuple(
            SinkCall(calling.site, function, _as_sink(calling.callee, name, calling.offset))
            for inner in self._with_lambdas(function)
            for calling in self._callers.made_in(inner)
            if calling.offset is not None
            for name in self._statement_parameters(calling.callee)
        )

    def _with_lambdas(self, function: FunctionSymbol) -> Iterator[FunctionSymbol]:
        """*function* and those of its lambdas that serve requests."""
        yield function
        for node in own(function.node, Lambda):
            inner = FunctionSymbol(function.module, node)
            if self._effects.serves(inner):
                yield inner

    @kept
    def _statement_parameters(self, function: FunctionSymbol) -> tuple[str, ...]:
        """The parameters that *function* hands to a statement's sink as they come, itself or
        through others."""
        names = self._passed_on(function)
        return tuple(name for name in names if self._comes_to_a_statement(function, name))

    def _comes_to_a_statement(self, function: FunctionSymbol, name: str) -> bool:
        pending = [(function, name)]
        seen = {*pending}
        while pending:
            function, name = pending.pop()
            for taking in self._passed_on(function).get(name, ()):
                if taking is None:
                    return True
                if taking not in seen:
                    seen.add(taking)
                    pending.append(taking)
        return False

    @kept
    def _passed_on(self, function: FunctionSymbol) -> Mapping[str, list[_Taking | None]]:
        """The parameters that *function* passes on as they come, with those of other functions
        that get them; None stands for a statement's sink."""
        found: dict[str, list[_Taking | None]] = {}
        for site, value, taking in self._taken_in(function):
            parameter = _own_parameter(value, site, function)
            if parameter is not None:
                found.setdefault(parameter.name, []).append(taking)
        return found

    def _taken_in(
        self, function: FunctionSymbol
    ) -> Iterator[tuple[Site, Expression, _Taking | None]]:
        """What *function* has taken for a statement, and what it passes to functions of the
        project, each with the parameter that gets it."""
        for inner in self._with_lambdas(function):
            for call in self._library_sinks(inner):
                if call.sink.kind == "sql" and len(call.taken) == 1:
                    yield call.site, call.taken[0], None
            for calling in self._callers.made_in(inner):
                if calling.offset is not None:
                    made, callee = calling.site.call, calling.callee
                    passed = zip(_positional(callee), made.args[calling.offset :])
                    named = ((k.arg, k.value) for k in made.keywords if k.arg is not None)
                    for name, value in (*passed, *named):
                        yield calling.site, value, (callee, name)


def _positional(function: FunctionSymbol) -> list[str]:
    """The parameters of *function* that take arguments by position, in their order."""
    names = [p.name for p in function.node.parameters if p.kind in ("positional", "normal")]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _as_sink(function: FunctionSymbol, name: str, offset: int) -> Sink:
    """What *function* takes as its parameter *name*, as if it were a statement; the arguments of
    the call begin at *offset*."""
    names = _positional(function)
    position = names.index(name) + offset if name in names else None
    return Sink(function.name, "sql", position, name)


def _own_parameter(value: Expression, site: Site, function: FunctionSymbol) -> Parameter | None:
    """The parameter of *function* that *value*, at *site*, is, as it came."""
    found = site.scope.find(value.id) if isinstance(value, Name) else None
    if found is None or found[0].owner is not function.node or len(found[1]) != 1:
        return None
    bound = found[1][0].value
    return bound if isinstance(bound, Parameter) else None
