"""How the project names, tags and versions its routes, where most of them agree."""

from __future__ import annotations

import collections
import functools
import re
from collections.abc import Iterator

import msgspec

from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.routes.application import Application, Registration, Route
from flake8_fastapi_arch.project.routes.responses import is_json

_VERSION = re.compile(
    r"(?:v|api[_-]?v?)\d+([._-]?\d+)*((alpha|beta|rc)\d*)?|\d{4}-\d\d(-\d\d)?", re.I
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
HEALTH = frozenset(
    {
        "health", "healthy", "healthz", "healthcheck", "livez", "live", "liveness", "readyz",
        "ready", "readiness", "ping", "heartbeat", "up", "alive", "status", "probe", "probes",
    }
)  # fmt: skip
"""What the paths end in at which a machine asks whether the application works."""
# Addresses that others fix, or that serve machines and not the API's clients.
_APART = HEALTH | frozenset(
    {
        "metrics", "version", "versions", "info", "docs", "redoc", "openapi", "swagger", "auth",
        "oauth", "oauth2", "oidc", "sso", "saml", "login", "logout", "callback", "token",
        "webhook", "webhooks", "hook", "hooks", "static", "assets", "favicon", "robots", "sitemap",
        "internal", "debug", "ui", "ws", "logs",
    }
)  # fmt: skip
_MOST, _NEARLY_ALL, _MANY = 0.8, 0.9, 10
_ENOUGH_NAMES = 5  # of several words, to speak of a style


class Oddity(msgspec.Struct, frozen=True):
    """What a route's path has otherwise than most: ``found`` in a project of ``usual``."""

    what: str
    found: str
    usual: str


class Conventions:
    """Counts what the documented routes of each app have in common."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def tags(self, route: Route) -> bool:
        """Whether most routes of the route's app are tagged."""
        return self._tags(route.app)

    @kept
    def _tags(self, app: str) -> bool:
        routes = self._documented[app]
        tagged = sum(1 for other in routes if other.tags)
        return tagged >= 5 and tagged >= 2 / 3 * len(routes)

    def versions(self, route: Route) -> str | None:
        """A version that stands in most paths of the route's app; None where most have none."""
        return self._version(route.app)

    @kept
    def _version(self, app: str) -> str | None:
        routes = [other for other in self._documented[app] if not is_apart(other)]
        found = [v for other in routes for v in map(_version, segments(other.path)) if v]
        if len(routes) < _MANY or sum(map(is_versioned, routes)) < _NEARLY_ALL * len(routes):
            return None
        return collections.Counter(found).most_common(1)[0][0]

    def calls_procedures(self, route: Route) -> bool:
        """Whether nearly all routes of the route's app are POSTs: paths are names of actions."""
        routes = self._documented[route.app]
        posts = sum(1 for other in routes if other.methods == ("POST",))
        return len(routes) >= _MANY and posts >= _MOST * len(routes)

    def oddities(self, registration: Registration) -> tuple[Oddity, ...]:
        """What the path of *registration* has otherwise than most; a prefix only once."""
        return tuple(self._odd.get(registration, ()))

    @functools.cached_property
    def _documented(self) -> dict[str, list[Route]]:
        """The routes of each app that are in the schema and at a known path."""
        found: dict[str, list[Route]] = collections.defaultdict(list)
        for route in self._application.routes:
            if is_documented(route):
                found[route.app].append(route)
        return found

    @functools.cached_property
    def _odd(self) -> dict[Registration, list[Oddity]]:
        found: dict[Registration, list[Oddity]] = collections.defaultdict(list)
        for routes in self._documented.values():
            if len(routes) >= _MANY:
                for route, oddity in (*_odd_styles(routes), *_odd_slashes(routes)):
                    if oddity not in found[route.registration]:
                        found[route.registration].append(oddity)
        return found


def is_documented(route: Route) -> bool:
    """Whether clients find *route* in the schema, at a path that is known."""
    return (
        route.kind == "http"
        and route.include_in_schema
        and "…" not in route.path
        and ".well-known" not in route.path
        and not is_test(route.registration.module.path)
    )


def is_apart(route: Route) -> bool:
    """Whether *route* serves the operation of the app, a login, files or a page, not the API's
    clients, or will be gone."""
    words = {word for segment in segments(route.path) for word in words_of(segment)}
    is_file = route.path.endswith(":path}") or "." in route.path.rpartition("/")[2]
    return (
        not words
        or is_file
        or route.deprecated
        or bool(words & _APART)
        or not is_json(route.response_class)
    )


def is_versioned(route: Route) -> bool:
    """Whether the path of *route* says a version."""
    return any(map(_version, segments(route.path)))


def segments(path: str) -> list[str]:
    """The literal segments of *path*: without parameters and names of files."""
    return [s for s in path.split("/") if s and not {"{", "…"} & set(s)]


def is_health(route: Route) -> bool:
    """Whether a machine asks at *route* whether the application works, by how its path ends."""
    return bool(set(words_of("".join(segments(route.path)[-1:]))) & HEALTH)


def words_of(segment: str) -> list[str]:
    """The words of *segment*, in lower case: of ``getUsers`` as of ``get-users``."""
    return [word.lower() for word in _WORD.findall(segment)]


def _version(segment: str) -> str | None:
    return segment if _VERSION.fullmatch(segment) else None


def _odd_styles(routes: list[Route]) -> Iterator[tuple[Route, Oddity]]:
    """The first route with each segment in a style that most segments of *routes* have not."""
    first: dict[str, Route] = {}
    own: dict[str, list[Route]] = collections.defaultdict(list)
    for route in routes:
        for segment in segments(route.path):
            first.setdefault(segment, route)
            if segment in segments(route.registration.path or ""):
                own[segment].append(route)
    styles = {segment: style for segment in first if (style := _style(segment)) is not None}
    [(usual, count)] = collections.Counter(styles.values()).most_common(1) or [("", 0)]
    if count < _ENOUGH_NAMES or count < _MOST * len(styles):
        return
    for segment, style in styles.items():
        if style != usual:
            for route in own.get(segment, [first[segment]]):
                yield route, Oddity(segment, style, usual)


def _style(segment: str) -> str | None:
    """How *segment* joins its words; None for a single one, ``__heartbeat__`` too."""
    segment = segment.strip("_")
    if "." in segment or _version(segment):
        return None
    if "-" in segment:
        return "kebab-case"
    if "_" in segment:
        return "snake_case"
    if segment[:1].isupper():
        return "PascalCase"
    return None if segment.islower() or not segment.isalnum() else "camelCase"


def _odd_slashes(routes: list[Route]) -> Iterator[tuple[Route, Oddity]]:
    """The routes that end with a slash where most do not, or the other way round.

    The roots of routers are compared among themselves: a slash there is a convention of its own.
    """
    ends = [r for r in routes if r.path != "/" and not r.path.rstrip("/").endswith("}")]
    for are_roots in (True, False):
        yield from _odd_among([r for r in ends if _is_root(r) is are_roots])


def _odd_among(routes: list[Route]) -> Iterator[tuple[Route, Oddity]]:
    slashed = [route for route in routes if route.path.endswith("/")]
    bare = [route for route in routes if not route.path.endswith("/")]
    if len(routes) < _MANY or max(len(slashed), len(bare)) < _MOST * len(routes):
        return
    few, many = sorted((slashed, bare), key=len)
    known = {(route.path.rstrip("/"), method) for route in many for method in route.methods}
    said = ("a slash at the end", "no slash at the end")
    found, usual = said if few is slashed else said[::-1]
    for route in few:
        if not any((route.path.rstrip("/"), method) in known for method in route.methods):
            yield route, Oddity(route.path, found, usual)


def _is_root(route: Route) -> bool:
    return route.registration.path in ("", "/")
