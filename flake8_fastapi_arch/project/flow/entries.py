"""What runs for requests besides the handlers of known routes and what they depend on: middleware,
exception handlers, the plain routes of Starlette, what is registered with servers of other
protocols (GraphQL, MCP) or as a method of a class, and handlers whose app is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from flake8_fastapi_arch.facts.model import Attribute, Call, Dict, Expression, Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.inference.types import Types
from flake8_fastapi_arch.project.libraries import Libraries
from flake8_fastapi_arch.project.modules.files import is_aside, is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Application
from flake8_fastapi_arch.project.routes.unmounted import Unmounted
from flake8_fastapi_arch.project.startup.fastapi_model import VERBS

CallsNamed = Callable[[str], Iterable[tuple[Call, Scope]]]

_DECORATORS = frozenset({"middleware", "exception_handler"})
_SERVED = (
    # what is called, its argument that runs for requests: by position, and by name
    ("add_middleware", 0, "middleware_class"),
    ("Middleware", 0, "cls"),
    ("add_middleware", None, "dispatch"),
    ("Middleware", None, "dispatch"),
    ("BaseHTTPMiddleware", 1, "dispatch"),
    ("add_exception_handler", 1, "handler"),
    ("add_route", 1, "route"),
    ("add_websocket_route", 1, "route"),
    ("Route", 1, "endpoint"),
    ("WebSocketRoute", 1, "endpoint"),
)
_FRAMEWORK = ("fastapi.", "starlette.")
_REGISTERING = frozenset({*VERBS, "api_route", "websocket", "add_api_route"})
_RUNNING = (
    "__call__", "dispatch", "get", "head", "post", "put", "patch", "delete", "options",
    "on_connect", "on_receive", "on_disconnect",
)  # fmt: skip


def entries(
    calls_named: CallsNamed,
    modules: Mapping[str, Module],
    names: Names,
    types: Types,
    libraries: Libraries,
) -> Iterator[FunctionSymbol]:
    """The functions and methods of the project that Starlette itself, or the server of another
    protocol, calls to serve requests, routes of FastAPI apart. Tests have none."""
    for name, position, keyword in _SERVED:
        for call, scope in _of_the_framework(name, calls_named, types):
            served = call.keyword(keyword)
            if served is None and position is not None and len(call.args) > position:
                served = call.args[position]
            if served is not None:
                yield from _runs(served, scope, names, types)
    for app in ("FastAPI", "Starlette"):
        for call, scope in _of_the_framework(app, calls_named, types):
            handlers = call.keyword("exception_handlers")
            for handler in handlers.values if isinstance(handlers, Dict) else ():
                yield from _runs(handler, scope, names, types)
    yield from _decorated(calls_named)
    registered = _registered(modules, names, types, libraries)
    yield from _with_dependencies(registered, names, types)


def _of_the_framework(
    name: str, calls_named: CallsNamed, types: Types
) -> Iterator[tuple[Call, Scope]]:
    """The calls of *name* that are Starlette's: certainly, or by what is done to an app."""
    for call, scope in calls_named(name):
        if is_test(scope.module.path):
            continue
        if isinstance(call.func, Attribute) and name.startswith("add_"):
            yield call, scope
            continue
        dotted = (getattr(value, "dotted", "") for value in types.of(call.func, scope))
        if any(each.startswith(_FRAMEWORK) for each in dotted):
            yield call, scope


def _runs(served: Expression, scope: Scope, names: Names, types: Types) -> Iterator[FunctionSymbol]:
    """*served*, or the methods of the class *served* that run for requests."""
    for symbol in names.symbols(served, scope):
        if isinstance(symbol, FunctionSymbol):
            yield symbol
        elif isinstance(symbol, ClassSymbol):
            for name in _RUNNING:
                found = types.member(symbol, name)
                if found is not None and isinstance(found[1].value, Function):
                    yield FunctionSymbol(found[0].module, found[1].value)


def _decorated(calls_named: CallsNamed) -> Iterator[FunctionSymbol]:
    """What ``@app.middleware("http")`` and ``@app.exception_handler(Error)`` decorate."""
    modules = {
        scope.module: None
        for name in sorted(_DECORATORS)
        for call, scope in calls_named(name)
        if isinstance(call.func, Attribute) and not is_test(scope.module.path)
    }
    for module in modules:
        for node in definitions(module):
            if isinstance(node, Function) and any(map(_enters, node.decorators)):
                yield FunctionSymbol(module, node)


def _registered(
    modules: Mapping[str, Module], names: Names, types: Types, libraries: Libraries
) -> Iterator[FunctionSymbol]:
    """What a decorator of a library has called for requests, as ``@mcp.tool()``."""
    for module in modules.values():
        if is_test(module.path) or is_aside(module.path):
            continue
        for node in definitions(module):
            if isinstance(node, Function) and node.decorators:
                scope = names.scope_around(module, node)
                if any(_is_serving(each, scope, types, libraries) for each in node.decorators):
                    yield FunctionSymbol(module, node)


def _is_serving(decorator: Expression, scope: Scope, types: Types, libraries: Libraries) -> bool:
    called = decorator.func if isinstance(decorator, Call) else decorator
    targets = (getattr(value, "target", value) for value in types.of(called, scope))
    return any(isinstance(t, LibrarySymbol) and libraries.serves(t.dotted) for t in targets)


def waiting_handlers(
    application: Application,
    unmounted: Unmounted,
    modules: Mapping[str, Module],
    names: Names,
    types: Types,
) -> Iterator[FunctionSymbol]:
    """The handlers that are registered with a router whose way into an app cannot be followed, and
    what they depend on. Those of a router that surely reaches no app are left out, and all where
    there is no app."""
    for module in modules.values() if application.routes or application.unresolved else ():
        called = names.scopes(module).calls_by_name.keys()
        if called.isdisjoint(_REGISTERING) or is_test(module.path) or is_aside(module.path):
            continue
        lost = [
            registration.handler
            for registration in application.registrations_in(module)
            if registration.handler is not None
            and isinstance(registration.handler.node, Function)
            and not application.routes_of(registration.handler.node)
        ]
        if lost and not any(unmounted.routers(module)):
            yield from _with_dependencies(lost, names, types)


def _with_dependencies(
    functions: Iterable[FunctionSymbol], names: Names, types: Types
) -> Iterator[FunctionSymbol]:
    pending, seen = list(functions), set[FunctionSymbol]()
    while pending:
        function = pending.pop()
        if function in seen:
            continue
        seen.add(function)
        yield function
        scope = names.scope_of(function.module, function.node)
        for parameter in function.node.parameters:
            dependency = types.dependency(parameter, scope)
            if dependency is not None:
                found = types.of(dependency, scope.parent or scope)
                pending += [value for value in found if isinstance(value, FunctionSymbol)]


def _enters(decorator: Expression) -> bool:
    return (
        isinstance(decorator, Call)
        and isinstance(decorator.func, Attribute)
        and decorator.func.attr in _DECORATORS
    )
