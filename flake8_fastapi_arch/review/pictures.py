"""What people would rather look at: the layers, the way of the worst requests, all routes."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flake8_fastapi_arch.graph_view import graph_of
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Route
from flake8_fastapi_arch.review.issues import SEVERITY, Issue
from flake8_fastapi_arch.review.reach import Reach, shown
from flake8_fastapi_arch.routes_view import records_of

_WORST = 3
_MOST_STEPS = 12
_MOST_CALLS = 2_000  # looked at from one handler


@dataclasses.dataclass(frozen=True)
class Layer:
    """The modules of one role, from the top layer down: ``router``, ``service`` ... ``other``."""

    role: str
    modules: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class LayerImports:
    """How many imports lead from one layer into another; *violations* of them point upwards."""

    importer: str
    imported: str
    count: int
    violations: int


@dataclasses.dataclass(frozen=True)
class Layers:
    """The layers of the application and the imports between them."""

    layers: tuple[Layer, ...] = ()
    imports: tuple[LayerImports, ...] = ()

    @property
    def is_worth_a_look(self) -> bool:
        """Whether there is more than one layer to see."""
        return len(self.layers) > 1


@dataclasses.dataclass(frozen=True)
class Step:
    """A function on the way of a request: who calls it (None: FastAPI does), what was found."""

    name: str
    path: str
    line: int
    caller: int | None
    codes: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class RequestPath:
    """The way of a request to *route*, as far as something was found on it."""

    route: str
    guards: tuple[str, ...]
    queries: str
    steps: tuple[Step, ...]


@dataclasses.dataclass(frozen=True)
class RouteRow:
    """A route with one method: who answers it, who gets in, what it costs, what was found.

    ``access`` is guarded, open or unknown; ``queries`` is "" and ``tests`` None where not known;
    ``codes`` are those found in its handler or on its way.
    """

    method: str
    path: str
    handler: str
    file: str
    line: int | None
    is_async: bool
    access: str
    guards: tuple[str, ...]
    response_model: str
    status_code: int | None
    queries: str
    tests: int | None
    codes: tuple[str, ...]


def layers(project: Project) -> Layers:
    """The layers of *project*, tests apart."""
    graph = graph_of(project)
    role_of = {path: role for role, paths in graph["layers"].items() for path in paths}
    counts: collections.Counter[tuple[str, str]] = collections.Counter()
    violations: collections.Counter[tuple[str, str]] = collections.Counter()
    for edge in graph["imports"]:
        pair = (role_of.get(edge["from"], ""), role_of.get(edge["to"], ""))
        if pair[0] != pair[1] and all(pair):
            counts[pair] += 1
            violations[pair] += bool(edge["violation"])
    order = [*graph["layers"]]
    pairs = sorted(counts, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    return Layers(
        tuple(Layer(role, tuple(paths)) for role, paths in graph["layers"].items()),
        tuple(LayerImports(*pair, counts[pair], violations[pair]) for pair in pairs),
    )


def route_rows(project: Project, issues: Iterable[Issue]) -> tuple[RouteRow, ...]:
    """All routes, in the order in which the application matches them."""
    codes = codes_by_route(issues)
    return tuple(
        RouteRow(
            method=record["method"] or "?",
            path=record["path"],
            handler=record["handler"] or "",
            file=record["file"] or "",
            line=record["line"],
            is_async=bool(record["is_async"]),
            access=record["access"] or "unknown",
            guards=tuple(record["guards"]),
            response_model=record["response_model"] or "",
            status_code=record["status_code"],
            queries=record["queries"] or "",
            tests=None if record["tests"] is None else len(record["tests"]),
            codes=tuple(sorted(codes.get(shown(route), ()))),
        )
        for route in project.application.routes
        for record in records_of(
            route, project.authentication, project.query_counts, project.test_requests
        )
    )


def codes_by_route(issues: Iterable[Issue]) -> Mapping[str, frozenset[str]]:
    """The codes found on the way of each route."""
    found = collections.defaultdict[str, set[str]](set)
    for issue in issues:
        for location in issue.locations:
            for route in location.routes:
                found[route].add(issue.code)
    return {route: frozenset(codes) for route, codes in found.items()}


def request_paths(
    project: Project, reach: Reach, issues: Sequence[Issue]
) -> tuple[RequestPath, ...]:
    """The ways of the routes on which the gravest was found: what lies in the handler counts
    twice."""
    at: dict[FunctionSymbol, set[str]] = collections.defaultdict(set)
    for issue in issues:
        for location in issue.locations:
            function = reach.function(location.path, location.scope)
            if function is not None:
                at[function].add(issue.code)
    weight = {issue.code: SEVERITY[issue.impact] for issue in issues}
    by_route = codes_by_route(issues)
    ranked: list[tuple[int, str, Route]] = []
    for route in project.application.routes:
        if route.handler is not None:
            codes = by_route.get(shown(route), frozenset())
            total = sum(weight[code] for code in codes)
            total += sum(weight[code] for code in at.get(route.handler, ()))
            ranked.append((-total, shown(route), route))
    ranked.sort(key=lambda item: item[:2])
    found: list[RequestPath] = []
    handlers: set[FunctionSymbol] = set()
    for total, _, route in ranked:
        if total and route.handler and route.handler not in handlers and len(found) < _WORST:
            handlers.add(route.handler)
            steps = tuple(_steps(project, route, at))
            if len(steps) > 1 or (steps and len(steps[0].codes) > 1):
                names = (guard.name for guard in project.authentication.guards(route))
                guards = tuple(dict.fromkeys(names))
                found.append(RequestPath(shown(route), guards, reach.queries(route), steps))
    return tuple(found)


def _steps(
    project: Project, route: Route, at: Mapping[FunctionSymbol, set[str]]
) -> Iterator[Step]:
    """The handler, and the shortest ways from it to the functions in which something was found."""
    assert route.handler is not None
    effects = project.effects
    caller: dict[FunctionSymbol, FunctionSymbol | None] = {route.handler: None}
    pending = collections.deque([route.handler])
    while pending and len(caller) < _MOST_CALLS:
        function = pending.popleft()
        for site in effects.sites(function):
            for callee in effects.targets(site).functions:
                if callee not in caller:
                    caller[callee] = function
                    pending.append(callee)
    kept: dict[FunctionSymbol, None] = {route.handler: None}
    for function in caller:  # the nearest first
        if function in at:
            way = [function]
            while (above := caller[way[-1]]) is not None:
                way.append(above)
            new = [step for step in reversed(way) if step not in kept]
            if len(kept) + len(new) <= _MOST_STEPS:
                kept.update(dict.fromkeys(new))
    numbers = {function: number for number, function in enumerate(kept)}
    for function in kept:
        above = caller[function]
        yield Step(
            function.name,
            function.module.path,
            function.node.line,
            None if above is None else numbers[above],
            tuple(sorted(at.get(function, ()))),
        )
