"""Which routes change something for strangers, too."""

from __future__ import annotations

from flake8_fastapi_arch.facts.model import Name, Return
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.computing import Computing
from flake8_fastapi_arch.project.routes.application import Dependency, Route
from flake8_fastapi_arch.project.security.authentication import Authentication, Status
from flake8_fastapi_arch.project.security.public_routes import is_entrance, is_write

_DATA = frozenset({"path", "query", "header", "cookie", "body", "form", "file"})


class OpenWrites:
    """Says of each route whether strangers write by it, and were not meant to."""

    def __init__(self, authentication: Authentication, computing: Computing) -> None:
        self._authentication = authentication
        self._computing = computing

    @kept
    def has(self, route: Route) -> bool:
        """Whether strangers get into *route*, and it changes something: by its method and name,
        unless it is a POST that surely only computes; entrances and public routes left out."""
        return (
            is_write(route)
            and not is_entrance(route)
            and not self._authentication.public_routes.allow(route)
            and self._authentication.status(route) is Status.OPEN
            and not self._only_computes(route)
        )

    @kept
    def ignored_guard(self, route: Route) -> Dependency | None:
        """The dependency that looks at who writes by *route* and lets strangers pass, where the
        handler does not look at what it found."""
        if not self.has(route):
            return None
        asking = self._authentication
        optional = [d for d in asking.optional(route) if asking.may_be_none(d)]
        handler = route.handler
        if handler is not None and any(
            d.parameter is not None and asking.may_check(handler, d.parameter) for d in optional
        ):
            return None
        return next(iter(optional), None)

    def _only_computes(self, route: Route) -> bool:
        """Whether *route* is given data and perhaps who asks, nothing else, and answers with what
        it computes from that."""
        handler = route.handler
        if route.methods != ("POST",) or handler is None:
            return False
        optional = {dependency.parameter for dependency in self._authentication.optional(route)}
        return (
            all(p.kind in _DATA or p.name in optional for p in route.parameters)
            and any(map(_tells, own(handler.node, Return)))
            and self._computing.only_computes(handler)
        )


def _tells(returned: Return) -> bool:
    """Whether what is *returned* is no literal."""
    value = returned.value
    return value is not None and any(isinstance(node, Name) for node in walk(value))
