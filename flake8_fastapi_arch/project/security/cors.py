"""Which other origins browsers let in: the configuration of ``CORSMiddleware``, as far as known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import msgspec

from flake8_fastapi_arch.facts.model import Call, Expression, Module
from flake8_fastapi_arch.project.flow.development import only_somewhere
from flake8_fastapi_arch.project.inference.constants import Constants, Holds, Worth
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope

_MIDDLEWARE = frozenset(
    {
        "starlette.middleware.cors.CORSMiddleware",
        "fastapi.middleware.cors.CORSMiddleware",
    }
)
_ADDING = frozenset({"add_middleware", "Middleware"})
_STRANGERS = ("https://stranger.example", "http://10.9.8.7:1234")
"""Origins that only a pattern for all origins matches."""
_MAX_PATTERN = 200


class Wildcard(msgspec.Struct, frozen=True):
    """A ``CORSMiddleware`` that lets every origin in: where that is written, what, and whether
    with credentials (cookies, ``Authorization``)."""

    call: Call
    written: Worth
    with_credentials: bool


class Cors:
    """Answers what the CORS middleware of the project allows."""

    def __init__(
        self,
        names: Names,
        constants: Constants,
        calls_of: Callable[..., list[tuple[Call, Scope]]],
    ) -> None:
        """*calls_of* gives the calls in a module of library objects by dotted names."""
        self._names = names
        self._calls_of = calls_of
        self._constants = constants

    def wildcards(self, module: Module) -> Iterator[Wildcard]:
        """The CORS middleware that *module* adds for every origin, surely or by default."""
        for call, scope in self._adding_cors(module):
            if only_somewhere(call, module):
                continue
            written = _firmest(self._any_origin(call, scope))
            if written is not None:
                credentials = self._given(call, "allow_credentials", scope)
                allowed = _firmest(worth for worth in credentials if worth.value is True)
                yield Wildcard(call, written, allowed is not None)

    def _adding_cors(self, module: Module) -> Iterator[tuple[Call, Scope]]:
        """``add_middleware(CORSMiddleware, ...)``, ``Middleware(...)`` and calls of the class."""
        yield from self._calls_of(module, *_MIDDLEWARE)
        for call, scope in self._names.scopes(module).calls_named(*_ADDING):
            given = call.args[0] if call.args else call.keyword("middleware_class")
            if given is not None and not _MIDDLEWARE.isdisjoint(self._names.dotted(given, scope)):
                yield call, scope

    def _any_origin(self, call: Call, scope: Scope) -> Iterator[Worth]:
        """What of *call* lets every origin in."""
        for origins, where in self._passed(call, "allow_origins", scope):
            for worth in self._constants.elements(origins, where):
                if worth.value in ("*", "null"):
                    yield worth
            for worth in self._constants.of(origins, where):  # "*" in "*", too
                if isinstance(worth.value, str) and "*" in worth.value:
                    yield worth
        for worth in self._given(call, "allow_origin_regex", scope):
            if isinstance(worth.value, str) and _matches_all(worth.value):
                yield worth

    def _given(self, call: Call, name: str, scope: Scope) -> Iterator[Worth]:
        """The values of argument *name*, also from ``**options``."""
        for expression, where in self._passed(call, name, scope):
            yield from self._constants.of(expression, where)

    def _passed(self, call: Call, name: str, scope: Scope) -> Iterator[tuple[Expression, Scope]]:
        given = call.keyword(name)
        if given is not None:
            yield given, scope
            return
        for keyword in call.keywords:
            if keyword.arg is None:
                yield from self._constants.items(keyword.value, name, scope)


def _firmest(found: Iterable[Worth]) -> Worth | None:
    """The value that holds most firmly, None where none holds at least by default."""
    firm = [worth for worth in found if worth.holds is not Holds.SOMETIMES]
    return max(firm, key=lambda worth: worth.holds, default=None)


def _matches_all(pattern: str) -> bool:
    if len(pattern) > _MAX_PATTERN:
        return False
    try:
        compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return False
    return all(compiled.fullmatch(origin) for origin in _STRANGERS)
