"""The application as FastAPI would build it: apps, effective routes and what guards them."""

from __future__ import annotations

import bisect
import collections
import functools
from collections.abc import Callable, Iterable
from typing import Union

import msgspec

from flake8_fastapi_arch.facts.model import Expression, Function, Lambda, Module
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol, LibrarySymbol

Callee = Union[FunctionSymbol, ClassSymbol, LibrarySymbol]


class Place(msgspec.Struct, frozen=True):
    """A line of the project. ``path`` is relative to its root."""

    path: str
    line: int


class Condition(msgspec.Struct, frozen=True):
    """One side of a branch that only the running program can choose: an ``if`` and its outcome."""

    place: Place
    outcome: bool


class BoundParameter(msgspec.Struct, frozen=True, eq=False):
    """A parameter of a callable that FastAPI calls, and where its value comes from.

    ``kind`` is path, query, header, cookie, body, form, file; ``dependency`` for what ``Depends``
    and ``Security`` inject; ``special`` for Request, Response, WebSocket, BackgroundTasks and
    SecurityScopes; ``unknown`` where its annotation could not be resolved. ``annotation`` is what
    the source says, behind an alias the alias' name. ``symbols`` are the project's classes in it
    (``list[Item] | None`` -> Item), ``type_name`` its resolved type as text.
    """

    name: str
    kind: str
    annotation: Expression | None
    symbols: tuple[ClassSymbol, ...] = ()
    type_name: str | None = None
    is_required: bool = True

    @property
    def symbol(self) -> ClassSymbol | None:
        """The project's class in the annotation, where there is exactly one."""
        return self.symbols[0] if len(self.symbols) == 1 else None


class Dependency(msgspec.Struct, frozen=True, eq=False):
    """A node of a route's dependency tree, as FastAPI would solve it.

    ``callee`` is what is called: a function, a class, or the class of a callable instance
    (``is_instance``); None where it could not be resolved. ``name`` is FastAPI's view of it,
    ``module:qualname``, with ``()`` behind for an instance. ``is_security`` tells
    ``Security(...)``; ``scheme`` names the security scheme class (``fastapi.security.HTTPBearer``)
    that the callee is an instance of, with ``auto_error`` (None: unknown). ``parameter`` is None
    for what a decorator, a router, an inclusion or the app adds. ``conditions`` is not empty where
    it is added under a branch that could not be decided.
    """

    callee: Callee | None
    name: str
    is_instance: bool = False
    is_security: bool = False
    scopes: tuple[str, ...] = ()
    scheme: str | None = None
    auto_error: bool | None = None
    parameter: str | None = None
    parameters: tuple[BoundParameter, ...] = ()
    dependencies: tuple[Dependency, ...] = ()
    conditions: tuple[Condition, ...] = ()
    place: Place | None = None

    def flat(self) -> tuple[Dependency, ...]:
        """This dependency and all below it, before its own sub-dependencies (pre-order)."""
        return (self, *(inner for below in self.dependencies for inner in below.flat()))


class Closure(msgspec.Struct, frozen=True, eq=False, dict=True):
    """All dependencies of a route, in FastAPI's order. ``unresolved`` says what is missing."""

    items: tuple[Dependency, ...] = ()
    unresolved: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether an absence from ``items`` means an absence at run time."""
        return not self.unresolved

    def flat(self) -> tuple[Dependency, ...]:
        """Every dependency of every item, pre-order."""
        return self._flat

    @functools.cached_property
    def _flat(self) -> tuple[Dependency, ...]:
        return tuple(inner for dependency in self.items for inner in dependency.flat())


class Registration(msgspec.Struct, frozen=True, eq=False):
    """One ``@router.get("/x")`` or ``add_api_route(...)`` in the sources: what checkers are about.

    ``line`` and ``col`` are those of the handler's ``def`` where the registration decorates it,
    else those of the registering call; ``site`` is the decorator or the call. ``path`` is its own,
    without any prefix; None: unknown. ``kind`` is http or websocket.
    """

    module: Module
    handler: FunctionSymbol | None
    methods: tuple[str, ...]
    path: str | None
    line: int
    col: int
    kind: str = "http"
    site: Place | None = None


class Route(msgspec.Struct, frozen=True, eq=False):
    """A route at the address where the application serves it. None in a field means unknown.

    ``path`` holds ``…`` where a part of it is unknown (then ``unresolved`` says why).
    ``chain`` leads from the app to the registration: each inclusion and mount on the way.
    ``arguments`` are the names of what the registration is given, ``**`` where it hides some;
    ``response_class`` is the dotted name of the nearest class declared.
    ``conditions`` is not empty where the route exists only on some sides of undecided branches.
    """

    app: str
    registration: Registration
    methods: tuple[str, ...]
    path: str
    name: str | None
    handler: FunctionSymbol | None
    closure: Closure
    parameters: tuple[BoundParameter, ...] = ()
    response_model: str | None = None
    response_class_symbols: tuple[ClassSymbol, ...] = ()
    response_class: str | None = "fastapi.responses.JSONResponse"
    arguments: frozenset[str] = frozenset()
    status_code: int | None = None
    tags: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    deprecated: bool = False
    include_in_schema: bool = True
    kind: str = "http"
    is_async: bool = False
    endpoint: str | None = None
    """``module:qualname`` of the handler, as FastAPI would name it."""
    chain: tuple[Place, ...] = ()
    conditions: tuple[Condition, ...] = ()
    middleware: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
    """What could not be resolved, besides the closure: parts of the path, the handler ..."""

    @property
    def conditional(self) -> bool:
        """Whether an undecided branch decides about the route."""
        return bool(self.conditions)

    @property
    def complete(self) -> bool:
        """Whether everything about the route is known."""
        return self.closure.complete and not self.unresolved

    @property
    def security(self) -> tuple[Dependency, ...]:
        """The security schemes among the dependencies, in closure order."""
        return tuple(d for d in self.closure.flat() if d.scheme is not None)

    def excludes(self, other: Route) -> bool:
        """Whether no run serves both routes: they are on opposite sides of one branch."""
        sides = {condition.place: condition.outcome for condition in self.conditions}
        return any(
            sides.get(condition.place, condition.outcome) != condition.outcome
            for condition in other.conditions
        )


class Other(msgspec.Struct, frozen=True, eq=False):
    """What an app serves besides its routes, without their validation and documentation.

    ``kind`` is mount (of an ASGI app that is not FastAPI's), starlette route or frontend; ``what``
    is what answers, as far as it is known.
    """

    app: str
    kind: str
    methods: tuple[str, ...]
    path: str
    what: str
    place: Place
    conditions: tuple[Condition, ...] = ()


class Unresolved(msgspec.Struct, frozen=True):
    """A registration, an inclusion or a mount that could not be followed: routes are missing."""

    path: str
    line: int
    reason: str


class Handler(msgspec.Struct, frozen=True, eq=False):
    """A function and the effective routes that it serves, of which there is at least one."""

    symbol: FunctionSymbol
    function: Function
    routes: tuple[Route, ...]


class Application:
    """Every app of the project with its routes, in the order in which FastAPI matches them."""

    def __init__(
        self,
        routes: Iterable[Route] = (),
        unresolved: Iterable[Unresolved] = (),
        registrations: Callable[[Module], Iterable[Registration]] | None = None,
        others: Iterable[Other] = (),
        is_whole: bool = False,
    ) -> None:
        """*registrations* finds those of a module that belongs to no app. *is_whole* says that no
        router got anything after it was included."""
        self.routes = tuple(routes)
        self.unresolved = tuple(unresolved)
        self.others = tuple(others)
        self.is_whole = is_whole
        self._registrations = registrations or (lambda module: ())
        self._in_module: dict[Module, tuple[Registration, ...]] = {}
        self._by_handler: dict[Function | Lambda, list[Route]] = collections.defaultdict(list)
        for route in self.routes:
            if route.handler is not None:
                self._by_handler[route.handler.node].append(route)

    def registrations_in(self, module: Module) -> tuple[Registration, ...]:
        """The registrations whose place is in *module*, in source order."""
        if module not in self._in_module:
            found = self._registrations(module)
            in_order = sorted(found, key=lambda r: (r.line, r.col, r.methods, r.path or ""))
            self._in_module[module] = tuple(in_order)
        return self._in_module[module]

    def at_or_below(self, path: str) -> list[Route]:
        """The routes at *path* and below it, as ``/users/me`` is below ``/users``, by their
        paths."""
        routes, paths = self._by_path
        first, last = bisect.bisect_left(paths, path), bisect.bisect_right(paths, path)
        # What begins with the path and a slash comes before what begins with it and the next sign.
        below = slice(bisect.bisect_left(paths, f"{path}/"), bisect.bisect_left(paths, f"{path}0"))
        return [*routes[first:last], *routes[below]]

    @functools.cached_property
    def _by_path(self) -> tuple[list[Route], list[str]]:
        """The routes in the order of their paths, and these paths."""
        routes = sorted(self.routes, key=lambda route: route.path)
        return routes, [route.path for route in routes]

    def routes_of(self, handler: Function) -> tuple[Route, ...]:
        """The effective routes that *handler* serves; empty for a function that serves none."""
        return tuple(self._by_handler.get(handler, ()))

    def is_only_for_websockets(self, handler: Function) -> bool:
        """Whether *handler* serves WebSockets alone: it runs as long as its client stays."""
        routes = self.routes_of(handler)
        return bool(routes) and not any(route.methods for route in routes)
