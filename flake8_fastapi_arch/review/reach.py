"""Which routes come by a place, and how many queries a request to them sends."""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.facts.model import Class, Function
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Route


class Reach:
    """Follows calls from the routes to the functions that they may run."""

    def __init__(self, project: Project) -> None:
        self._project = project

    @kept
    def routes(self, path: str, scope: str) -> tuple[Route, ...]:
        """The routes whose requests may run the function *scope* of the module at *path*, in the
        order in which the application matches them; those that it handles itself where it does."""
        function = self.function(path, scope)
        if function is None:
            return ()
        handled = self._by_root.get(function, ())
        if handled:
            return tuple(handled)
        effects = self._project.effects
        found = {
            route
            for caller in effects.all_callers(function)
            for route in self._by_root.get(caller, ())
        }
        return tuple(route for route in self._project.application.routes if route in found)

    def function(self, path: str, scope: str) -> FunctionSymbol | None:
        """The function *scope* of the module at *path*, for an inner function the outermost."""
        parts = scope.split(".")
        known = self._functions(path)
        names = (".".join(parts[: size + 1]) for size in range(len(parts)))
        return next((known[name] for name in names if name in known), None)

    def queries(self, route: Route) -> str:
        """How many queries a request to *route* sends, in words; "" where nobody knows."""
        return self._project.query_counts.of(route).text or ""

    @kept
    def _functions(self, path: str) -> Mapping[str, FunctionSymbol]:
        module = self._project.modules.get(path)
        if module is None:
            return {}
        return {
            node.qualname: FunctionSymbol(module, node)
            for node in definitions(module)
            if isinstance(node, Function) and not isinstance(node, Class)
        }

    @functools.cached_property
    def _by_root(self) -> Mapping[FunctionSymbol, list[Route]]:
        """The routes of every function that FastAPI itself calls for them."""
        found = collections.defaultdict[FunctionSymbol, dict[Route, None]](dict)
        for route in self._project.application.routes:
            for function in self._roots(route):
                found[function][route] = None
        return {function: list(routes) for function, routes in found.items()}

    def _roots(self, route: Route) -> Iterator[FunctionSymbol]:
        if route.handler is not None:
            yield route.handler
        for dependency in route.closure.flat():
            yield from self._project.effects.called_by(dependency)


def shown(route: Route) -> str:
    """*route* as people write it: ``POST /orders``."""
    methods = ",".join(route.methods) if route.methods else "WEBSOCKET"
    return f"{methods} {route.path}"
