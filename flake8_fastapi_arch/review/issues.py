"""Diagnostics in the report's order: one issue a checker, with every place it speaks of."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable
from typing import Any

from flake8_fastapi_arch.checker import (
    Checker,
    Diagnostic,
    Dimension,
    Impact,
    Priority,
    Related,
)

SEVERITY = {Impact.HIGH: 10, Impact.MEDIUM: 4, Impact.LOW: 1}
"""How much one impact counts against another, wherever the report weighs them."""


@dataclasses.dataclass(frozen=True)
class Location:
    """A place where a checker speaks; ``line`` and ``column`` count from 1."""

    path: str
    line: int
    column: int
    scope: str
    message: str
    advice: str
    fingerprint: str
    related: tuple[Related, ...]


@dataclasses.dataclass(frozen=True)
class Issue:
    """All that one checker found, by path and line."""

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


def issues(diagnostics: Iterable[Diagnostic]) -> tuple[Issue, ...]:
    """The diagnostics as issues: the most urgent first, then the most affected."""
    by_code: dict[str, list[Diagnostic]] = collections.defaultdict(list)
    for diagnostic in diagnostics:
        by_code[diagnostic.checker.code].append(diagnostic)
    found = [_issue(group[0].checker, group) for group in by_code.values()]
    return tuple(sorted(found, key=_urgency))


def begin_with(locations: Iterable[Location]) -> list[tuple[str, int]]:
    """The files with the number of findings in each, most affected first."""
    counts = collections.Counter(location.path for location in locations)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _issue(checker: Checker[Any], diagnostics: Iterable[Diagnostic]) -> Issue:
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
        locations=tuple(sorted(map(_location, diagnostics), key=_place)),
    )


def _location(diagnostic: Diagnostic) -> Location:
    return Location(
        path=diagnostic.path,
        line=diagnostic.match.line,
        column=diagnostic.match.col + 1,
        scope=diagnostic.scope,
        message=diagnostic.message,
        advice=diagnostic.advice,
        fingerprint=diagnostic.fingerprint,
        related=diagnostic.match.related,
    )


def _place(location: Location) -> tuple[object, ...]:
    related = tuple((step.path, step.line, step.message) for step in location.related)
    return (
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
