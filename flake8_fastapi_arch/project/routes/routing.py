"""Which route answers a request: what each path takes, and which route stands before another."""

from __future__ import annotations

import collections
import functools
import heapq
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from flake8_fastapi_arch.facts.model import Attribute, Call, Constant, Function, Module, Name
from flake8_fastapi_arch.facts.walk import definitions, last_name
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.imports import Imports
from flake8_fastapi_arch.project.modules.names import Names
from flake8_fastapi_arch.project.routes.application import Application, Place, Registration, Route
from flake8_fastapi_arch.project.startup.fastapi_model import VERBS

_PARAMETER = re.compile(r"\{([a-zA-Z_]\w*)(?::([a-zA-Z_]\w*))?\}")
# What Starlette's converters match, and texts that stand for everything that they do. No path
# holds these texts but by way of a parameter.
_CONVERTERS = {
    "str": (r"[^/]+", ("\ue000",)),
    "path": (r".*", ("", "\ue000", "\ue000/\ue001")),
    "int": (r"[0-9]+", ("73190246",)),
    "float": (r"[0-9]+(\.[0-9]+)?", ("73190246", "73190246.5")),
    "uuid": (
        r"[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}",
        ("0e1d2c3b-4a59-4687-9675-8493a2b1c0df", "0e1d2c3b4a59468796758493a2b1c0df"),
    ),
}

# Backtracking through more than this may take for ever; nobody writes such a path.
_MAX_PATH = 1_000
_MAX_PARAMETERS = 8
_MAX_BACKTRACKING = 2  # parameters of one segment, and parameters that take several segments

_NAMING_ROUTES = frozenset(
    {*VERBS, "api_route", "websocket", "add_api_route", "add_api_websocket_route"}
)
_TAKING_ENDPOINTS = frozenset(
    {"Route", "WebSocketRoute", "Mount", "add_route", "add_websocket_route", "mount"}
)
# Tools that get an app to serve, watch or test it, and add no routes.
_RUNS_ONLY = re.compile(
    r"`(uvicorn|hypercorn|granian|mangum|opentelemetry|logfire|sentry_sdk|asyncio|anyio"
    r"|fastapi\.testclient|starlette\.testclient|httpx)\b.* gets the app$"
)

_REORDERING = ("insert", "remove", "pop", "reverse", "sort")


class Rival(msgspec.Struct, frozen=True, eq=False):
    """A route that never answers to *methods*, because *winner* comes first and takes its path."""

    route: Route
    winner: Route
    methods: tuple[str, ...]
    is_duplicate: bool
    """Whether both paths are the same but for the names of their parameters."""


class Routing:
    """Compares the routes of each app in the order in which FastAPI tries them."""

    def __init__(
        self,
        application: Application,
        modules: Mapping[str, Module],
        names: Names,
        imports: Imports,
    ) -> None:
        self._application = application
        self._modules = modules
        self._names = names
        self._imports = imports

    def routes(self, registration: Registration) -> tuple[Route, ...]:
        """The effective routes that *registration* makes, one for each address."""
        return tuple(self._routes.get(registration, ()))

    def is_written_out(self, registration: Registration) -> bool:
        """Whether its place in the sources makes this route alone: no loop, no helper for many."""
        return self._at_site[registration.site] == 1

    def mounts(self, route: Route) -> tuple[Place, ...]:
        """The mounts and hosts on the way from the app to *route*; inclusions are none."""
        return tuple(place for place in route.chain if place in self._mounts(place.path))

    def rivals(self, registration: Registration) -> tuple[Rival, ...]:
        """The routes of *registration* that stand behind another, each with the first before it."""
        return tuple(self._rivals.get(registration, ()))

    @functools.cached_property
    def knows_all_routes(self) -> bool:
        """Whether every route of every app is found, with its name."""
        return (
            bool(self._application.routes)
            and all(route.name is not None for route in self._application.routes)
            and all(_RUNS_ONLY.match(gap.reason) for gap in self._application.unresolved)
        )

    @functools.cached_property
    def other_names(self) -> frozenset[str]:
        """The names of what is no route of FastAPI: documentation, mounts, Starlette's routes.

        A string passed as ``name=`` to anything else counts: that may be such a route.
        """
        found = {"openapi", "swagger_ui_html", "swagger_ui_redirect", "redoc_html"}
        for module in self._modules.values():
            for call, _ in self._names.scopes(module).calls:
                if call.keywords or len(call.args) > 1:
                    found.update(_named_by(call))
            for definition in definitions(module):
                if isinstance(definition, Function) and any(
                    isinstance(d, Call)
                    and isinstance(d.func, Attribute)
                    and d.func.attr in ("route", "websocket_route")
                    for d in definition.decorators
                ):
                    found.add(definition.name)
        return frozenset(found)

    @functools.cached_property
    def _routes(self) -> dict[Registration, list[Route]]:
        found: dict[Registration, list[Route]] = collections.defaultdict(list)
        for route in self._application.routes:
            found[route.registration].append(route)
        return found

    @functools.cached_property
    def _at_site(self) -> collections.Counter[Place | None]:
        return collections.Counter(registration.site for registration in self._routes)

    @functools.cached_property
    def _rivals(self) -> dict[Registration, list[Rival]]:
        found: dict[Registration, list[Rival]] = collections.defaultdict(list)
        for routes in self._served_together():
            same: dict[str, list[Route]] = collections.defaultdict(list)
            below: dict[str, list[tuple[int, Route]]] = collections.defaultdict(list)
            for number, route in enumerate(routes):
                near = (below[directory] for directory in _directories(route.path))
                parametrised = (other for _, other in heapq.merge(*near, key=lambda pair: pair[0]))
                # A second time, as where a list of routes was changed: the first one answers.
                is_again = any(
                    o.registration is route.registration for o in same[shape(route.path)]
                )
                rival = _first_before(route, same[shape(route.path)], parametrised)
                if rival is not None and not is_again and not self._reorders(route):
                    found[route.registration].append(rival)
                same[shape(route.path)].append(route)
                if "{" in route.path:
                    below[_directories(route.path)[-1]].append((number, route))
        return found

    def _reorders(self, route: Route) -> bool:
        """Whether the module that registers *route* puts routes into another order itself."""
        calls = self._names.scopes(route.registration.module).calls_named(*_REORDERING)
        return any(
            isinstance(call.func, Attribute)
            and isinstance(call.func.value, Attribute)
            and call.func.value.attr == "routes"
            for call, _ in calls
        )

    def _served_together(self) -> Iterator[list[Route]]:
        """The routes with a known path, by app and, inside of it, by mount and host."""
        groups: dict[object, list[Route]] = collections.defaultdict(list)
        for route in self._application.routes:
            home = self._home(route)
            if home is None or "…" in route.path or is_test(route.registration.module.path):
                continue
            groups[route.app, home, self.mounts(route)].append(route)
        yield from groups.values()

    def _home(self, route: Route) -> str | None:
        """The module of the route's app; None where several have its name and none is nearest."""
        modules = self._modules_named(route.app.partition(":")[0])
        if len(modules) < 2:
            return route.app
        if not route.chain:
            return None
        nearness = {path: _common_directories(path, route.chain[0].path) for path in modules}
        nearest = [path for path in modules if nearness[path] == max(nearness.values())]
        return nearest[0] if len(nearest) == 1 else None

    @kept
    def _modules_named(self, dotted: str) -> tuple[str, ...]:
        last = dotted.rpartition(".")[2]
        return tuple(
            path
            for path in self._modules
            if last in path and self._imports.dotted_name(path) == dotted
        )

    @kept
    def _mounts(self, path: str) -> frozenset[Place]:
        """Where the module at *path* mounts an app, or binds one to a host."""
        module = self._modules.get(path)
        if module is None:
            return frozenset()
        calls = self._names.scopes(module).calls_named("mount", "host", "Mount", "Host")
        return frozenset(Place(path, call.line) for call, _ in calls)


def takes_all(earlier: str, later: str) -> bool:
    """Whether every request that path *later* matches is matched by path *earlier* already."""
    pattern, samples = path_pattern(earlier), _samples(later)
    return (
        pattern is not None
        and samples is not None
        and all(pattern.fullmatch(sample) for sample in samples)
    )


def shape(path: str) -> str:
    """*path* without the names of its parameters, which decide nothing about matching."""
    return _PARAMETER.sub(lambda found: f"{{:{found[2] or 'str'}}}", path)


def _named_by(call: Call) -> Iterator[str]:
    """The names that *call* may give to a route that is none of FastAPI's."""
    match call.keyword("name"):
        case Constant(value=str() as name):
            if isinstance(call.func, Attribute) and call.func.attr in _NAMING_ROUTES:
                return
            yield name
    match call.args:
        case (_, Name(id=name), *_) if last_name(call.func) in _TAKING_ENDPOINTS:
            yield name
    match call.args:
        case (_, _, Constant(value=str() as name)):
            yield name


def path_names(path: str) -> dict[str, str]:
    """The parameters of *path*, each with its converter."""
    return {name: converter or "str" for name, converter in _PARAMETER.findall(path)}


def _directories(path: str) -> list[str]:
    """What of *path* stands before its first parameter, up to each slash. A path with parameters
    can only take another that begins with the longest of its own."""
    head = path.partition("{")[0]
    return ["", *(head[: end + 1] for end, character in enumerate(head) if character == "/")]


def _first_before(route: Route, same: list[Route], parametrised: Iterable[Route]) -> Rival | None:
    """What of the earlier routes, of the same path or *parametrised*, takes the path of *route*."""
    for other in same:
        if methods := _lost_methods(route, other):
            return Rival(route, other, methods, is_duplicate=True)
    for other in parametrised:
        if takes_all(other.path, route.path) and (methods := _lost_methods(route, other)):
            return Rival(route, other, methods, is_duplicate=False)
    return None


def _lost_methods(route: Route, other: Route) -> tuple[str, ...]:
    """The methods to which *other* answers in place of *route*, whenever there is *route*."""
    if not set(other.conditions) <= set(route.conditions) or _is_same_handler(other, route):
        return ()
    return _shared_methods(route, other)


def _shared_methods(one: Route, other: Route) -> tuple[str, ...]:
    if one.kind != other.kind:
        return ()
    if one.kind == "websocket":
        return ("WEBSOCKET",)
    return tuple(method for method in one.methods if method in other.methods)


def _is_same_handler(one: Route, other: Route) -> bool:
    if one.registration is other.registration:
        return True
    return (
        one.handler is not None
        and other.handler is not None
        and (one.handler.node is other.handler.node)
    )


@functools.lru_cache(maxsize=4096)
def path_pattern(path: str) -> re.Pattern[str] | None:
    """What Starlette compiles *path* to; None with a converter of the project's own, and where
    matching might take very long."""
    if not _is_quickly_matched(path):
        return None
    parts: list[str] = []
    end = 0
    for found in _PARAMETER.finditer(path):
        converter = _CONVERTERS.get(found[2] or "str")
        if converter is None:
            return None
        parts += (re.escape(path[end : found.start()]), converter[0])
        end = found.end()
    return re.compile("".join((*parts, re.escape(path[end:]))), re.DOTALL)


@functools.lru_cache(maxsize=4096)
def _samples(path: str) -> tuple[str, ...] | None:
    """Request paths that stand for all that *path* matches; None where that is not known."""
    if not _is_quickly_matched(path):
        return None
    parts: list[tuple[str, ...]] = []
    end = 0
    for found in _PARAMETER.finditer(path):
        converter = _CONVERTERS.get(found[2] or "str")
        if converter is None:
            return None
        parts += ((path[end : found.start()],), converter[1])
        end = found.end()
    return tuple(map("".join, itertools.product(*parts, (path[end:],))))


def _is_quickly_matched(path: str) -> bool:
    converters = [converter for _, converter in _PARAMETER.findall(path)]
    return (
        len(path) <= _MAX_PATH
        and len(converters) <= _MAX_PARAMETERS
        and converters.count("path") <= _MAX_BACKTRACKING
        and all(len(_PARAMETER.findall(part)) <= _MAX_BACKTRACKING for part in path.split("/"))
    )


def _common_directories(one: str, other: str) -> int:
    pairs = zip(one.split("/")[:-1], other.split("/")[:-1])
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)))
