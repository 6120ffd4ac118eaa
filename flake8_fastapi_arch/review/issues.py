"""Diagnostics in the report's order: one issue a checker, with every place it speaks of."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.checker import (
    Checker,
    Diagnostic,
    Dimension,
    Impact,
    Priority,
    Related,
)

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch

SEVERITY = {Impact.HIGH: 10, Impact.MEDIUM: 4, Impact.LOW: 1}
"""How much one impact counts against another, wherever the report weighs them."""


@dataclasses.dataclass(frozen=True)
class Reached:
    """The routes whose requests come by a place: as people write them, and their handlers (path
    and qualified name). ``queries`` is how many queries a request to the first of them sends."""

    routes: tuple[str, ...] = ()
    handlers: tuple[tuple[str, str], ...] = ()
    queries: str = ""


@dataclasses.dataclass(frozen=True)
class Location:
    """A place where a checker speaks; ``line`` and ``column`` count from 1.

    ``routes`` may run it, ``queries`` is what a request to the first of them sends, "" where that
    does not matter or is not known.
    """

    path: str
    line: int
    column: int
    scope: str
    message: str
    advice: str
    fingerprint: str
    related: tuple[Related, ...]
    patch: Patch | None
    """What repairs it, where that can be told for sure."""
    routes: tuple[str, ...] = ()
    handlers: tuple[tuple[str, str], ...] = ()
    queries: str = ""


@dataclasses.dataclass(frozen=True)
class Issue:
    """All that one checker found: the places that most routes come by first, then by path."""

    code: str
    name: str
    title: str
    pattern: str
    dimension: Dimension
    impact: Impact
    priority: Priority
    subject: type
    cwe: tuple[int, ...]
    references: tuple[tuple[str, str], ...]
    """Where to read more, each with its name ("" where it has none): weaknesses come first."""
    locations: tuple[Location, ...]

    @property
    def advices(self) -> tuple[str, ...]:
        """The distinct recommendations, in the order of their places."""
        return tuple(dict.fromkeys(location.advice for location in self.locations))

    @property
    def routes(self) -> tuple[str, ...]:
        """The routes that come by any of the places; those that differ in a slash at the end are
        one."""
        found: dict[str, str] = {}
        for location in self.locations:
            for route in location.routes:
                found.setdefault(route.rstrip("/"), route)
        return tuple(found.values())

    @property
    def is_of_handlers(self) -> bool:
        """Whether all places lie in the handlers of the routes that come by."""
        return all((place.path, place.scope) in place.handlers for place in self.locations)

    @property
    def files(self) -> list[tuple[str, int]]:
        """The files with the number of places in each, most affected first."""
        return begin_with(self.locations)


def issues(
    diagnostics: Iterable[Diagnostic],
    reach: Callable[[Diagnostic], Reached] = lambda diagnostic: Reached(),
    patch: Callable[[Diagnostic], Patch | None] = lambda diagnostic: None,
) -> tuple[Issue, ...]:
    """The diagnostics as issues: the most urgent first, then the most affected. *reach* tells
    which routes come by, *patch* what repairs one."""
    by_code: dict[str, list[Diagnostic]] = collections.defaultdict(list)
    for diagnostic in diagnostics:
        by_code[diagnostic.checker.code].append(diagnostic)
    found = [_issue(group[0].checker, group, reach, patch) for group in by_code.values()]
    return tuple(sorted(found, key=_urgency))


def begin_with(locations: Iterable[Location]) -> list[tuple[str, int]]:
    """The files with the number of findings in each, most affected first."""
    counts = collections.Counter(location.path for location in locations)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _issue(
    checker: Checker[Any],
    diagnostics: Iterable[Diagnostic],
    reach: Callable[[Diagnostic], Reached],
    patch: Callable[[Diagnostic], Patch | None],
) -> Issue:
    locations = [_location(d, reach(d), patch(d)) for d in diagnostics]
    return Issue(
        code=checker.code,
        name=checker.name,
        title=checker.title or checker.name,
        pattern=checker.pattern,
        dimension=checker.dimension,
        impact=checker.impact,
        priority=checker.priority,
        subject=checker.subject,
        cwe=checker.cwe,
        references=(*checker.weaknesses, *(("", address) for address in checker.references)),
        locations=tuple(sorted(locations, key=_place)),
    )


def _location(diagnostic: Diagnostic, reached: Reached, patch: Patch | None) -> Location:
    return Location(
        path=diagnostic.path,
        line=diagnostic.match.line,
        column=diagnostic.match.col + 1,
        scope=diagnostic.scope,
        message=diagnostic.message,
        advice=diagnostic.advice,
        fingerprint=diagnostic.fingerprint,
        related=diagnostic.match.related,
        patch=patch,
        routes=reached.routes,
        handlers=reached.handlers,
        queries=reached.queries,
    )


def _place(location: Location) -> tuple[object, ...]:
    related = tuple((step.path, step.line, step.message) for step in location.related)
    return (
        -len(location.routes),
        location.path,
        location.line,
        location.column,
        location.message,
        location.advice,
        location.scope,
        location.fingerprint,
        related,
    )


def _urgency(issue: Issue) -> tuple[str, int, int, str]:
    return issue.priority.value, -SEVERITY[issue.impact], -len(issue.locations), issue.code
