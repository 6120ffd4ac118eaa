"""What lies around what: the middleware of each app in order, and which of it answers by itself."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Class,
    Display,
    Expression,
    Function,
    Module,
    Name,
    Return,
)
from flake8_fastapi_arch.facts.walk import definitions, dotted, own_nodes
from flake8_fastapi_arch.project.inference.types import Bound, Types
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Application

# Starlette's own that answer without asking what they wrap.
_ANSWERING = ("TrustedHostMiddleware", "HTTPSRedirectMiddleware", "AuthenticationMiddleware")


class Outer(msgspec.Struct, frozen=True):
    """A middleware outside of another: its name, and its function where it is the project's."""

    name: str
    function: Function | None

    @property
    def answers_itself(self) -> bool:
        """Whether it may answer before it calls what it wraps."""
        if self.function is None:
            return self.name in _ANSWERING
        nodes = list(own_nodes(self.function))
        inner = [node.line for node in nodes if isinstance(node, Call) and _calls_on(node)]
        return any(
            node.line < min(inner, default=node.line + 1)
            for node in nodes
            if isinstance(node, Return) and _is_response(node.value)
        )

    def reads(self, attribute: str) -> bool:
        """Whether its function reads *attribute* of the request."""
        if self.function is None:
            return False
        requests = {parameter.name for parameter in self.function.parameters}
        return any(
            isinstance(node, Attribute)
            and node.attr == attribute
            and isinstance(node.value, Name)
            and node.value.id in requests
            for node in own_nodes(self.function)
        )


class Middleware:
    """Orders the middleware of the project's apps."""

    def __init__(
        self,
        application: Application,
        modules: Mapping[str, Module],
        imports: Imports,
        types: Types,
        calls_named: Callable[[str], Iterable[tuple[Call, Scope]]],
    ) -> None:
        self._application = application
        self._modules = modules
        self._imports = imports
        self._types = types
        self._calls_named = calls_named

    def outside_of(self, name: str) -> list[Outer]:
        """What lies outside of the library's middleware *name*, from inside out.

        Empty where several apps have it, in different surroundings: which is meant is not known.
        """
        stacks = {
            route.middleware
            for route in self._application.routes
            if name in map(_last, route.middleware)
        }
        listed = self._listed()
        if len(stacks) != 1 or listed is None:
            return []
        (stack,) = stacks
        names = [_last(qualified) for qualified in stack]
        if names.count(name) != 1:
            return []
        # Of a list, the first is outermost; of what is added, the last, and all of it lies outside.
        position = names.index(name)
        added = stack[max(position + 1, listed) :]
        before = stack[:position][::-1] if position < listed else ()
        return [self._outer(qualified) for qualified in (*before, *added)]

    @functools.cached_property
    def functions(self) -> frozenset[FunctionSymbol]:
        """What runs around the routes of the project's apps, for each request."""
        names = {name for route in self._application.routes for name in route.middleware}
        found = [function for name in names for function in self._functions(name)]
        for passed in self.dispatching:
            found += passed
        return frozenset(found)

    @functools.cached_property
    def dispatching(self) -> tuple[tuple[FunctionSymbol, ...], ...]:
        """The functions that are passed to middleware as ``dispatch=`` and decide there, for each
        call."""
        return tuple(
            functions
            for name in ("add_middleware", "Middleware")
            for call, scope in self._calls_named(name)
            if (functions := self._passed(call.keyword("dispatch"), scope))
        )

    def _passed(self, dispatch: Expression | None, scope: Scope) -> tuple[FunctionSymbol, ...]:
        values = self._types.of(dispatch, scope) if dispatch is not None else ()
        targets = (value.target if isinstance(value, Bound) else value for value in values)
        return tuple(target for target in targets if isinstance(target, FunctionSymbol))

    def _listed(self) -> int | None:
        """How many middleware ``FastAPI(middleware=[...])`` lists; None where that is not known."""
        lists = [
            value
            for call, _ in self._calls_named("FastAPI")
            if (value := call.keyword("middleware")) is not None
        ]
        if not lists:
            return 0
        if len(lists) == 1 and isinstance(lists[0], Display):
            return len(lists[0].items)
        return None

    def _outer(self, qualified: str) -> Outer:
        function = next((symbol.node for symbol in self._functions(qualified)), None)
        return Outer(_last(qualified), function if isinstance(function, Function) else None)

    def _functions(self, qualified: str) -> Iterator[FunctionSymbol]:
        """What the middleware *qualified* of the project runs for a request."""
        module, _, name = qualified.partition(":")
        for path in self._modules:
            if module.rpartition(".")[2] in path and self._imports.dotted_name(path) == module:
                for definition in definitions(self._modules[path]):
                    function = _runs(definition) if definition.qualname == name else None
                    if function is not None:
                        yield FunctionSymbol(self._modules[path], function)


def _runs(definition: Function | Class) -> Function | None:
    """What a middleware runs for a request."""
    if isinstance(definition, Function):
        return definition
    methods = {node.name: node for node in definition.body if isinstance(node, Function)}
    return methods.get("dispatch") or methods.get("__call__")


def _last(qualified: str) -> str:
    return qualified.rpartition(":")[2].rpartition(".")[2]


def _calls_on(call: Call) -> bool:
    """Whether *call* goes on to what the middleware wraps."""
    name = dotted(call.func) or ""
    return name in ("call_next", "self.app", "self._app") or name.endswith(".call_next")


def _is_response(value: Expression | None) -> bool:
    match value:
        case Call(func=func):
            return (dotted(func) or "").endswith("Response")
        case Await(value=Call(func=Call(func=func))):
            return (dotted(func) or "").endswith("Response")
    return False


def added(call: Call) -> Iterator[Expression]:
    """The class that *call* adds as middleware."""
    name = (dotted(call.func) or "").rpartition(".")[2]
    if name in ("add_middleware", "Middleware") and call.args:
        yield call.args[0]
