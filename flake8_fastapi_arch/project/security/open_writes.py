"""Which routes change something for strangers, too."""

from __future__ import annotations

from flake8_fastapi_arch.facts.measures import only_raises
from flake8_fastapi_arch.facts.model import Name, Return
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.flow.computing import Computing
from flake8_fastapi_arch.project.flow.effects import Effects
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Dependency, Route
from flake8_fastapi_arch.project.security.authentication import Authentication, Status
from flake8_fastapi_arch.project.security.public_routes import address, is_entrance, is_write

_DATA = frozenset({"path", "query", "header", "cookie", "body", "form", "file"})


class OpenWrites:
    """Says of each route whether strangers write by it, and were not meant to."""

    def __init__(
        self, authentication: Authentication, effects: Effects, computing: Computing
    ) -> None:
        self._authentication = authentication
        self._effects = effects
        self._computing = computing

    @kept
    def has(self, route: Route) -> bool:
        """Whether strangers get into *route* unseen, and it changes something: by its method and
        name, unless it is a POST that surely only computes or reads, or stands for what is served
        elsewhere; entrances and public routes left out."""
        return (
            is_write(route)
            and not is_entrance(route)
            and not self._authentication.public_routes.allow(route)
            and self._authentication.status(route) is Status.OPEN
            and not (route.handler is not None and only_raises(route.handler.node))
            and not self._knows_strangers(route)
            and not self._leaves_as_it_was(route)
        )

    @kept
    def ignored_guard(self, route: Route) -> Dependency | None:
        """The dependency that looks at who writes by *route* and lets strangers pass, where the
        handler does not look at what it found."""
        if not self.has(route):
            return None
        optional = filter(self._authentication.may_be_none, self._authentication.optional(route))
        return next(optional, None)

    def _knows_strangers(self, route: Route) -> bool:
        """Whether the handler may look whether somebody is there, and so writes for strangers on
        purpose, or not at all."""
        asking, handler = self._authentication, route.handler
        return handler is not None and any(
            d.parameter is not None and asking.may_check(handler, d.parameter)
            for d in asking.optional(route)
        )

    def _leaves_as_it_was(self, route: Route) -> bool:
        """Whether a POST brings data and answers with what it computes from that, or finds by it,
        or with what strangers get by GET as well."""
        handler = route.handler
        if route.methods != ("POST",) or handler is None:
            return False
        optional = {dependency.parameter for dependency in self._authentication.optional(route)}
        kinds = {p.kind for p in route.parameters if p.name not in optional}
        if self._is_read_by_get(route, handler):
            return True
        if not any(map(_tells, own(handler.node, Return))):
            return False
        if kinds <= _DATA:
            return self._computing.only_computes(handler)
        return kinds <= _DATA | {"dependency"} and self._computing.only_reads(handler)

    def _is_read_by_get(self, route: Route, handler: FunctionSymbol) -> bool:
        """Whether the handler runs nothing that a GET of the same address does not run, too."""
        runs = self._effects.runs(handler).now_or_later.keys()
        return bool(runs) and any(
            read.handler is not None
            and read.handler != handler
            and self._authentication.status(read) is not Status.GUARDED
            and runs <= self._effects.runs(read.handler).now_or_later.keys()
            for read in self._authentication.app_of(route).reads_at(address(route))
        )


def _tells(returned: Return) -> bool:
    """Whether what is *returned* is no literal."""
    value = returned.value
    return value is not None and any(isinstance(node, Name) for node in walk(value))
