"""Which parameters of a path are taken, by handler or dependency, and which are in no path."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator

from flake8_fastapi_arch.facts.model import (
    Assert,
    Attribute,
    BoolOp,
    Call,
    Compare,
    Constant,
    Expression,
    Function,
    If,
    IfExp,
    ImportFrom,
    Lambda,
    Module,
    Name,
    Node,
    Parameter,
    Subscript,
    UnaryOp,
    While,
)
from flake8_fastapi_arch.facts.walk import children, statements
from flake8_fastapi_arch.project.data.models import Models
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import BoundParameter, Callee, Route
from flake8_fastapi_arch.project.routes.routing import Routing, path_names

_MARKERS = ("fastapi.Path", "fastapi.params.Path", "fastapi.param_functions.Path")
_MAX_CALLS = 4  # on the way of a request through functions
_LOOKS = ("builtins.isinstance", "builtins.hasattr", "builtins.id")
# A handler with the address may take it apart; a dependency compares or logs it.
_ADDRESS = frozenset({"url", "base_url", "url_for", "path", "raw_path"})
_KEYS_OF_PATH = frozenset({"path", "raw_path", "path_params"})  # of ``request.scope``, or itself
# What of a request tells nothing about its path.
_APART_FROM_PATH = frozenset(
    {
        "headers", "cookies", "app", "state", "client", "query_params", "method", "json", "body",
        "form", "stream", "session", "user", "auth", "is_disconnected", "receive", "send", "accept",
        "close", "send_json", "send_text", "send_bytes", "receive_json", "receive_text",
        "receive_bytes", "iter_text", "iter_json", "iter_bytes", "client_state",
        "application_state",
    }
)  # fmt: skip


class PathParameters:
    """Follows the parameters of a route's path to what takes them."""

    def __init__(
        self,
        names: Names,
        types: Types,
        models: Models,
        routing: Routing,
        attributes_named: Callable[[str], Iterable[tuple[Attribute, Scope]]],
    ) -> None:
        self._names = names
        self._types = types
        self._models = models
        self._routing = routing
        self._attributes_named = attributes_named

    def unused(self, route: Route) -> list[str]:
        """The parameters of the route's path that nobody takes; empty where that is not known.

        A parameter of the path of a mount reaches no signature below it and does not count; one
        with the converter ``path`` is there to match, whether or not it is read.
        """
        if "…" in route.path or not route.complete:
            return []
        own = path_names(route.path)
        if self._routing.mounts(route):
            own = path_names(route.registration.path or "")
        left = {n for n, kind in own.items() if kind != "path" and not n.startswith("_")}
        for _, parameters in _signatures(route):
            left -= {parameter.name for parameter in parameters if parameter.kind == "path"}
        if not left:
            return []
        for callee, parameters in _signatures(route):
            for parameter in parameters:
                if parameter.kind == "path" and parameter.name in own:
                    continue
                taken = self._taken(callee, parameter, callee is route.handler)
                if taken is None:
                    return []
                left -= taken
        return [name for name in own if name in left and name not in self._read_from_requests]

    def missing(self, route: Route) -> list[str]:
        """The parameters marked ``Path()`` that the path does not have: none can be given."""
        if "…" in route.path or route.unresolved:
            return []
        names = path_names(route.path)
        found = []
        for callee, parameters in _signatures(route):
            for parameter in parameters:
                if parameter.kind == "path" and parameter.name not in names:
                    taken = self._taken(callee, parameter, False)
                    if taken is not None and not taken & names.keys():
                        found.append(parameter.name)
        return list(dict.fromkeys(found))

    def _taken(
        self, callee: Callee | None, parameter: BoundParameter, is_handler: bool
    ) -> set[str] | None:
        """The names of path parameters that *parameter* takes; None where it may take any."""
        match parameter.kind:
            case "dependency":
                return set()
            case "special":
                return self._through_request(callee, parameter, is_handler)
            case "path" if any(map(self._models.is_pydantic, parameter.symbols)):
                return None
            case "path":
                return self._by_alias(callee, parameter)
        return {parameter.name}

    def _by_alias(self, callee: Callee | None, parameter: BoundParameter) -> set[str] | None:
        declared = self._declared(callee, parameter.name)
        if declared is None:
            return None
        written, scope = declared
        for call, where in self._names.markers(written, scope):
            if not set(_MARKERS).isdisjoint(self._names.dotted(call.func, where)):
                if call.is_spread:
                    return None
                for alias in ("alias", "validation_alias"):
                    match call.keyword(alias):
                        case Constant(value=str() as name):
                            return {name}
                        case None:
                            continue
                        case _:
                            return None
        return {parameter.name}

    def _through_request(
        self, callee: Callee | None, parameter: BoundParameter, is_handler: bool
    ) -> set[str] | None:
        kind = (parameter.type_name or "").rpartition(":")[2]
        if kind not in ("Request", "WebSocket", "HTTPConnection"):
            return set() if kind else None
        harmless = _APART_FROM_PATH if is_handler else _APART_FROM_PATH | _ADDRESS
        functions = list(self._functions(callee))
        for function, scope in functions:
            inner = self._names.scope_of(scope.module, function)
            if self._reads_path(function, parameter.name, inner, harmless, _MAX_CALLS):
                return None
        return set() if functions else None

    def _reads_path(
        self,
        function: Function | Lambda,
        request: str,
        scope: Scope,
        harmless: frozenset[str],
        steps: int,
    ) -> bool:
        """Whether *function* may learn the path's parameters from its parameter *request*.

        Where it passes the request on, functions of the project are followed; others may do
        anything with it.
        """
        pending: list[Node] = [*children(function)]
        while pending:
            node = pending.pop()
            match node:
                case Subscript(
                    value=Name(id=name) | Attribute(value=Name(id=name), attr="scope"),
                    index=Constant(value=key),
                ) if name == request and (key in harmless or key not in _KEYS_OF_PATH):
                    continue
                case Attribute(value=Name(id=name), attr=attr) if name == request:
                    if attr not in harmless:
                        return True
                    continue
                case Call() if request in map(_name, node.passed):
                    if not steps or any(
                        inner is None or self._reads_path(*inner, harmless, steps - 1)
                        for inner in self._receivers(node, request, scope)
                    ):
                        return True
                    pending.extend(part for part in node.passed if _name(part) != request)
                    pending.append(node.func)
                    continue
                case If(test) | IfExp(test) | While(test) | Assert(test):
                    pending.extend(_besides(test, request))
                    pending.extend(part for part in children(node) if part is not test)
                    continue
                case Compare() | UnaryOp("not"):
                    pending.extend(_besides(node, request))
                    continue
                case BoolOp("and", (*tests, value)):
                    pending.extend(part for test in tests for part in _besides(test, request))
                    pending.append(value)
                    continue
                case Name(id=name) if name == request:
                    return True
            pending.extend(children(node))
        return False

    def _receivers(
        self, call: Call, request: str, scope: Scope
    ) -> Iterator[tuple[Function | Lambda, str, Scope] | None]:
        """The functions that get *request* by this call, under which name; None: not known."""
        symbols = self._names.symbols(call.func, scope)
        if not symbols or call.is_spread:
            yield None
        for symbol in symbols:
            if isinstance(symbol, LibrarySymbol) and symbol.dotted in _LOOKS:
                continue
            if not isinstance(symbol, FunctionSymbol):
                yield None
                continue
            inner = self._names.scope_of(symbol.module, symbol.node)
            parameters = [parameter.name for parameter in symbol.node.parameters]
            for position, argument in enumerate(call.args):
                if _name(argument) == request:
                    known = position < len(parameters)
                    yield (symbol.node, parameters[position], inner) if known else None
            for keyword in call.keywords:
                if _name(keyword.value) == request:
                    known = keyword.arg in parameters
                    yield (symbol.node, keyword.arg or "", inner) if known else None

    def _declared(self, callee: Callee | None, name: str) -> tuple[Parameter, Scope] | None:
        """The parameter *name* as the sources have it, and the scope around its function."""
        for function, scope in self._functions(callee):
            for parameter in function.parameters:
                if parameter.name == name:
                    return parameter, scope
        return None

    def _functions(self, callee: Callee | None) -> Iterator[tuple[Function | Lambda, Scope]]:
        """What runs when *callee* is called: itself, or a class' ``__init__`` and ``__call__``."""
        if isinstance(callee, FunctionSymbol):
            yield callee.node, self._names.scope_around(callee.module, callee.node)
        elif isinstance(callee, ClassSymbol):
            for name in ("__init__", "__call__"):
                member = self._types.member(callee, name)
                if member is not None and isinstance(member[1].value, Function):
                    cls, binding = member
                    assert isinstance(binding.value, Function)
                    yield binding.value, self._names.scope_around(cls.module, binding.value)

    @functools.cached_property
    def _read_from_requests(self) -> frozenset[str]:
        """The names that some code reads from ``request.path_params``."""
        reading = {scope.module for _, scope in self._attributes_named("path_params")}
        return frozenset(
            name
            for module in reading
            if _imports_framework(module)
            for name in _keys(module.body)
        )


def _signatures(route: Route) -> Iterator[tuple[Callee | None, tuple[BoundParameter, ...]]]:
    """The parameters of the handler and of each dependency, with what they are parameters of."""
    yield route.handler, route.parameters
    for dependency in route.closure.flat():
        yield dependency.callee, dependency.parameters


def _name(expression: Expression) -> str | None:
    return expression.id if isinstance(expression, Name) else None


def _besides(test: Expression, request: str) -> Iterator[Node]:
    """What *test* looks at besides whether there is a *request* at all."""
    match test:
        case Name(id=name) if name == request:
            return
        case UnaryOp("not", operand):
            yield from _besides(operand, request)
        case BoolOp(_, values):
            for value in values:
                yield from _besides(value, request)
        case Compare(left, _, comparators):
            is_none = all(isinstance(c, Constant) and c.value is None for c in comparators)
            yield from _besides(left, request) if is_none else (left, *comparators)
        case _:
            yield test


def _imports_framework(module: Module) -> bool:
    return any(
        isinstance(statement, ImportFrom)
        and statement.module.partition(".")[0] in ("fastapi", "starlette")
        for statement in statements(module.body)
    )


def _keys(nodes: Iterable[Node]) -> Iterator[str]:
    pending = list(nodes)
    while pending:
        node = pending.pop()
        match node:
            case Subscript(value=Attribute(attr="path_params"), index=Constant(value=str() as key)):
                yield key
            case Call(
                func=Attribute(value=Attribute(attr="path_params")),
                args=(Constant(value=str() as key), *_),
            ):
                yield key
        pending.extend(children(node))
