"""Which routers reach no app: nobody includes them, passes them on or looks at them."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Class,
    Comprehension,
    Constant,
    Expression,
    Function,
    ImportFrom,
    Lambda,
    Module,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.walk import children, dotted, statements
from flake8_fastapi_arch.project.modules.files import is_aside, is_nameless, is_test
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.routes.application import Application
from flake8_fastapi_arch.project.startup.fastapi_model import ROUTERS, VERBS

_REGISTERING = frozenset(
    {
        *VERBS, "api_route", "websocket", "add_api_route", "add_api_websocket_route",
        "include_router", "mount", "route", "websocket_route", "on_event", "exception_handler",
    }
)  # fmt: skip
_BY_NAME = frozenset({"import_module", "__import__", "iter_modules", "walk_packages"})
_APPS = frozenset({"app", "application", "_app", "fastapi_app"})  # as in ``app.router``
# What cannot bring in a router of the project: tools that get the app, routers of libraries.
_HARMLESS = re.compile(
    r".* gets the app$|the routes that |the router included here: `[\w.]+`$", re.DOTALL
)


class Unmounted:
    """Finds routers that are made, get routes, and are then left alone."""

    def __init__(
        self, application: Application, modules: Mapping[str, Module], names: Names
    ) -> None:
        self._application = application
        self._modules = modules
        self._names = names

    def routers(self, module: Module) -> Iterator[Assign]:
        """The assignments at the top of *module* that make a router which no app serves.

        None where a part of the project's routes is not known, or routers are found by name at
        run time: it may be among those. Nor where nothing tells which file the module is.
        """
        if is_test(module.path) or is_aside(module.path) or is_nameless(module.path):
            return
        made = [s for s in statements(module.body) if self._makes_router(s, module)]
        if not made or not self._has_app_near(module) or self._may_include_more:
            return
        served = {
            route.registration.site.line
            for route in self._application.routes
            if route.registration.site and route.registration.site.path == module.path
        }
        for statement in made:
            assert isinstance(statement, Assign)
            (target,) = statement.targets
            assert isinstance(target, Name)
            lines = {
                call.line
                for call, _ in self._names.scopes(module).calls
                if _registers_on(call, target.id)
            }
            if lines and not lines & served and not self._is_referenced(module, target.id):
                yield statement

    def _makes_router(self, statement: Node, module: Module) -> bool:
        match statement:
            case Assign(targets=(Name(),), value=Call(func=func)):
                top = self._names.scopes(module).top
                return not ROUTERS.isdisjoint(self._names.dotted(func, top))
        return False

    def _has_app_near(self, module: Module) -> bool:
        """Whether an app lives in the same top directory; a library's routers are for others."""
        return any(
            _top(module.path) in ("", _top(route.chain[0].path)) or not _top(route.chain[0].path)
            for route in self._application.routes
            if route.chain
        )

    @functools.cached_property
    def _may_include_more(self) -> bool:
        if any(not _HARMLESS.match(gap.reason) for gap in self._application.unresolved):
            return True
        return any(map(self._includes_by_name, self._modules.values()))

    def _includes_by_name(self, module: Module) -> bool:
        """Whether *module* includes routers of modules that it names by a string."""
        scopes = self._names.scopes(module)
        called = scopes.calls_by_name.keys()
        return "include_router" in called and (
            not _BY_NAME.isdisjoint(called) or any(_gets_router(call) for call, _ in scopes.calls)
        )

    def _is_referenced(self, module: Module, name: str) -> bool:
        """Whether anything but registrations uses the router *name* of *module*."""
        top = self._names.scopes(module).top
        return any(
            self._may_be(node, scope, name, top)
            for local in {name, *self._other_names[name]}
            for node, scope in self._uses_by_name[local]
        )

    @functools.cached_property
    def _other_names(self) -> Mapping[str, set[str]]:
        """The names under which modules import a variable, by its own; of those that are routers
        somewhere."""
        names: dict[str, set[str]] = {
            target.id: set()
            for module in self._modules.values()
            for statement in statements(module.body)
            if isinstance(statement, Assign) and self._makes_router(statement, module)
            for target in statement.targets
            if isinstance(target, Name)
        }
        for module in self._modules.values():
            bodies = [
                owner.body
                for owner in self._names.scopes(module).owners()
                if isinstance(owner, (Module, Class, Function))
            ]
            for statement in itertools.chain.from_iterable(map(statements, bodies)):
                if isinstance(statement, ImportFrom):
                    for imported in statement.names:
                        if imported.name in names:
                            names[imported.name].add(imported.local)
        return names

    @functools.cached_property
    def _uses_by_name(self) -> Mapping[str, list[tuple[Name | Attribute, Scope]]]:
        """Where the project reads what may be a router, by the last name: each module that has one
        of the names is gone through once, however many routers nobody serves."""
        names = self._other_names
        uses: dict[str, list[tuple[Name | Attribute, Scope]]] = {
            name: [] for name in names.keys() | set[str]().union(*names.values())
        }
        for module in self._modules.values():
            scopes = self._names.scopes(module)
            bound = (name for owner in scopes.owners() for name in scopes.of(owner).bindings)
            named = (attribute.attr for attribute, _ in scopes.attributes)
            if not any(name in uses or name == "*" for name in itertools.chain(bound, named)):
                continue
            for node, scope in self._uses(module):
                name = node.id if isinstance(node, Name) else node.attr
                if name in uses:
                    uses[name].append((node, scope))
        return uses

    def _may_be(self, node: Name | Attribute, scope: Scope, name: str, top: Scope) -> bool:
        """Whether *node* may stand for what *name* is in the module of *top*."""
        variable = self._names.variable(node, scope)
        if variable is not None:
            return variable[0] is top and variable[1] is top.bindings[name]
        return (
            isinstance(node, Attribute)
            and node.attr == name
            and (dotted(node.value) or "").rpartition(".")[2] not in _APPS
        )

    def _uses(self, module: Module) -> Iterator[tuple[Name | Attribute, Scope]]:
        """The names and attributes that *module* reads, but for receivers of registrations."""
        scopes = self._names.scopes(module)
        for owner in scopes.owners():
            pending: list[Node] = list(children(owner))
            while pending:
                node = pending.pop()
                if isinstance(node, (Function, Class, Lambda, Comprehension)):
                    continue
                if isinstance(node, Assign):
                    pending.extend(part for part in (node.value, node.annotation) if part)
                    pending.extend(t for t in node.targets if not isinstance(t, Name))
                    continue
                if isinstance(node, Call) and _is_registration(node.func):
                    pending.extend((*node.args, *node.keywords))
                    continue
                if isinstance(node, (Name, Attribute)):
                    yield node, scopes.of(owner)
                pending.extend(children(node))


def _gets_router(call: Call) -> bool:
    """``getattr(module, "router")``, or with a name that is not written out."""
    if not isinstance(call.func, Name) or call.func.id != "getattr" or len(call.args) < 2:
        return False
    name = call.args[1]
    if isinstance(name, Constant) and isinstance(name.value, str):
        return "router" in name.value
    return True


def _top(path: str) -> str:
    """The first directory of *path*, "" for a file at the root."""
    return path.partition("/")[0] if "/" in path else ""


def _registers_on(call: Call, name: str) -> bool:
    return (
        isinstance(call.func, Attribute)
        and call.func.attr in _REGISTERING
        and isinstance(call.func.value, Name)
        and call.func.value.id == name
    )


def _is_registration(func: Expression) -> bool:
    return isinstance(func, Attribute) and func.attr in _REGISTERING
