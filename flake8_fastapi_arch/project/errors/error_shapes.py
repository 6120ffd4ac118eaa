"""What the bodies of errors look like: by HTTPException, and where handlers build them."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Call,
    Constant,
    Dict,
    Expression,
    Function,
    Module,
    Raise,
)
from flake8_fastapi_arch.facts.walk import definitions, own_calls, statements
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.errors.exception_types import FASTAPI_HTTP, STARLETTE_HTTP
from flake8_fastapi_arch.project.errors.exceptions import Exceptions
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application
from flake8_fastapi_arch.project.routes.conventions import is_health

_JSON = frozenset(
    f"{package}.responses.{name}"
    for package in ("fastapi", "starlette")
    for name in ("JSONResponse", "ORJSONResponse", "UJSONResponse")
)
_OF_PROTOCOLS = frozenset({"error_description", "type", "title", "jsonrpc", "object"})
_LEAST = 3
_SHARE = 0.75


class Body(msgspec.Struct, frozen=True, eq=False):
    """An error that *call* builds, with the keys of its outermost object."""

    call: Call
    keys: frozenset[str]


class ErrorShapes:
    """Counts the forms of errors in the code that serves requests."""

    def __init__(
        self,
        modules: Mapping[str, Module],
        names: Names,
        effects: Effects,
        exceptions: Exceptions,
        application: Application,
    ) -> None:
        self._modules = modules
        self._names = names
        self._effects = effects
        self._exceptions = exceptions
        self._application = application

    @kept
    def built_in(self, module: Module) -> tuple[Body, ...]:
        """The errors that handlers in *module* and what they call build themselves; health checks
        apart, which tell a machine what is wrong."""
        names = (name.rpartition(".")[2] for name in _JSON)
        if is_test(module.path) or not self._names.scopes(module).calls_named(*names):
            return ()
        return tuple(
            body
            for node in definitions(module)
            if isinstance(node, Function)
            for symbol in (FunctionSymbol(module, node),)
            if self._effects.serves(symbol) and not self._is_health_check(node)
            for body in self._bodies(symbol)
        )

    @functools.cached_property
    def usual(self) -> frozenset[str] | None:
        """The keys that most errors of the project have; None where there is no such form."""
        if self._is_overridden:
            return None
        counts = collections.Counter(
            body.keys for module in self._modules.values() for body in self.built_in(module)
        )
        detail = frozenset({"detail"})
        counts[detail] += self._raised
        shape, most = max(counts.items(), key=lambda item: (item[1], item[0] == detail))
        return shape if most >= _LEAST and most >= _SHARE * counts.total() else None

    @functools.cached_property
    def _is_overridden(self) -> bool:
        """Whether the application answers HTTPExceptions itself, in whatever form."""
        handled = self._exceptions.handled
        own = {LibrarySymbol(FASTAPI_HTTP), LibrarySymbol(STARLETTE_HTTP)}
        return handled.everything or not own.isdisjoint(handled.types)

    @functools.cached_property
    def _raised(self) -> int:
        """How many HTTPExceptions are raised on the request path."""
        types = self._exceptions.types
        return sum(
            1
            for function in self._effects.serving_functions()
            if isinstance(function.node, Function)
            for statement in statements(function.node.body)
            if isinstance(statement, Raise)
            and isinstance(statement.exc, Call)
            and any(
                types.is_http(cls)
                for cls in types.of(
                    statement.exc, self._names.scope_of(function.module, function.node)
                )
            )
        )

    def _is_health_check(self, function: Function) -> bool:
        routes = self._application.routes_of(function)
        return bool(routes) and all(map(is_health, routes))

    def _bodies(self, function: FunctionSymbol) -> Iterator[Body]:
        """The errors that *function* builds in another form than its answers when all is well."""
        bodies = list(self._answers(function))
        well = {keys for _, keys, is_error in bodies if not is_error}
        for call, keys, is_error in bodies:
            if is_error and keys not in well:
                yield Body(call, keys)

    def _answers(self, function: FunctionSymbol) -> Iterator[tuple[Call, frozenset[str], bool]]:
        """The JSON that *function* builds: the call, its keys, whether its status is an error's."""
        scope = self._names.scope_of(function.module, function.node)
        for call in own_calls(function.node):
            if _JSON.isdisjoint(self._names.dotted(call.func, scope)):
                continue
            status = self._exceptions.types.answered(call, scope)
            content = call.keyword("content") or (call.args[0] if call.args else None)
            keys = _keys(content)
            if keys and not call.keyword("media_type"):
                yield call, keys, status is not None and status >= 400


def _keys(content: Expression | None) -> frozenset[str]:
    """The keys of an object that is written out; none where it belongs to another protocol."""
    if not isinstance(content, Dict):
        return frozenset()
    keys = [key.value for key in content.keys if isinstance(key, Constant)]
    if len(keys) != len(content.keys) or any(
        isinstance(value, Dict) and key == "error" for key, value in zip(keys, content.values)
    ):
        return frozenset()
    names = frozenset(key for key in keys if isinstance(key, str))
    return names if names.isdisjoint(_OF_PROTOCOLS) else frozenset()
