"""Which routes are lost where FastAPI copies a router when it is included."""

from __future__ import annotations

import collections
import functools
from collections.abc import Callable, Iterator

import msgspec

from flake8_fastapi_arch.project.routes.application import Application, Place, Route


class LateRoute(msgspec.Struct, frozen=True, eq=False):
    """A route that is not served, the inclusion that came too early, and what came after it.

    ``late`` is the place of the registration, or of the inclusion of a child router.
    """

    route: Route
    included: Place
    late: Place


class LateRoutes:
    """Compares what is served by copies with what would be served if inclusions were live."""

    def __init__(self, copied: Application, live: Callable[[], Application]) -> None:
        """*live* builds the application as FastAPI 0.137 would; asked for when needed."""
        self._copied = copied
        self._live = live

    def in_file(self, path: str) -> Iterator[LateRoute]:
        """The routes that are lost because of something in the file at *path*."""
        yield from self._by_file.get(path, ())

    @functools.cached_property
    def _by_file(self) -> dict[str, list[LateRoute]]:
        found: dict[str, list[LateRoute]] = collections.defaultdict(list)
        if self._copied.is_whole:  # the same routes would be served: spare finding them again
            return found
        served = {_identity(route) for route in self._copied.routes}
        for route in self._live().routes:
            if _identity(route) not in served and len(route.chain) > 1:
                included, late = _out_of_order(route)
                found[late.path].append(LateRoute(route, included, late))
        return found


def _identity(route: Route) -> tuple[object, ...]:
    return (route.app, route.path, route.methods, route.chain)


def _out_of_order(route: Route) -> tuple[Place, Place]:
    """The first inclusion on the way to *route* that stands, in one file, before what it misses.

    Where no file shows it, it is the registration that comes after its router's inclusion.
    """
    for included, inner in zip(route.chain, route.chain[1:]):
        if included.path == inner.path and included.line < inner.line:
            return included, inner
    return route.chain[-2], route.chain[-1]
