"""Routes that stand together, in one router or in one app, by what is asked of neighbours.

Every route asks about all the others: what is the same for all of them is found once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from flake8_fastapi_arch.project.routes.application import Route
from flake8_fastapi_arch.project.security.public_routes import (
    address,
    first_word,
    is_entrance,
    is_for_everyone,
    is_write,
    private_resource,
)

K = TypeVar("K", bound=Hashable)


class Standing(NamedTuple):
    """How many of some routes keep strangers out: those that have a guard which others could have
    as well, and those that are open."""

    guarded: tuple[Route, ...]
    opened: tuple[Route, ...]


class Neighbourhood:
    """The *routes* of one router or of one app, in their order."""

    def __init__(
        self,
        routes: Sequence[Route],
        is_guarded: Callable[[Route], bool],
        is_open: Callable[[Route], bool],
    ) -> None:
        self.routes = routes
        self._is_guarded = is_guarded
        self._is_open = is_open

    @functools.cached_property
    def inner(self) -> Standing:
        """Those that are neither an entrance nor for everyone."""
        return self._standing(
            route for route in self.routes if not is_entrance(route) and not is_for_everyone(route)
        )

    @functools.cached_property
    def reads(self) -> Standing:
        """The reads among them."""
        return Standing(*(tuple(filter(_is_read, routes)) for routes in self.inner))

    @functools.cached_property
    def writes(self) -> Standing:
        """The writes that are no entrance."""
        return self._standing(self._writes)

    def reads_at(self, place: str) -> Sequence[Route]:
        """The reads with this ``address``."""
        return self._reads_by_address.get(place, ())

    def writes_at(self, place: str) -> Sequence[Route]:
        """The writes with this ``address``, entrances, too."""
        return self._writes_by_address.get(place, ())

    def reads_about(self, word: str) -> Sequence[Route]:
        """The reads with this ``first_word``."""
        return self._reads_by_word.get(word, ())

    def writes_of(self, resource: str) -> Sequence[Route]:
        """The writes to this ``private_resource`` that are no entrance."""
        return self._writes_by_resource.get(resource, ())

    @functools.cached_property
    def _writes(self) -> list[Route]:
        return [route for route in self.routes if is_write(route) and not is_entrance(route)]

    @functools.cached_property
    def _reads_by_address(self) -> dict[str, list[Route]]:
        return grouped(filter(_is_read, self.routes), address)

    @functools.cached_property
    def _writes_by_address(self) -> dict[str, list[Route]]:
        return grouped(filter(is_write, self.routes), address)

    @functools.cached_property
    def _reads_by_word(self) -> dict[str, list[Route]]:
        return grouped(filter(_is_read, self.routes), first_word)

    @functools.cached_property
    def _writes_by_resource(self) -> dict[str | None, list[Route]]:
        return grouped(self._writes, private_resource)

    def _standing(self, routes: Iterable[Route]) -> Standing:
        judged = list(routes)
        return Standing(
            tuple(filter(self._is_guarded, judged)), tuple(filter(self._is_open, judged))
        )


def grouped(routes: Iterable[Route], key: Callable[[Route], K]) -> dict[K, list[Route]]:
    """The *routes* by their *key*, in their order."""
    found: dict[K, list[Route]] = {}
    for route in routes:
        found.setdefault(key(route), []).append(route)
    return found


def _is_read(route: Route) -> bool:
    return "GET" in route.methods
