"""The review of a project: its diagnostics grouped, judged and turned into a plan; pure data."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, Dimension, Priority
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.review.issues import Issue, issues
from flake8_fastapi_arch.review.overview import Found, Overview, overview
from flake8_fastapi_arch.review.plan import Recommendation, priorities, recommendations
from flake8_fastapi_arch.review.scores import Score, score, size
from flake8_fastapi_arch.tool import CHECKER_CRASHED


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A dimension with its score and its issues, most urgent first."""

    dimension: Dimension
    score: Score
    issues: tuple[Issue, ...]


@dataclasses.dataclass(frozen=True)
class Checklist:
    """The issues of one priority, most affected first."""

    priority: Priority
    issues: tuple[Issue, ...]


@dataclasses.dataclass(frozen=True)
class Review:
    """All that a report shows. ``gaps`` is what was not checked or not understood, with its place.

    Equal for equal input, in whatever order it comes; no time and no place of the machine.
    """

    overview: Overview
    chapters: tuple[Chapter, ...]
    checklists: tuple[Checklist, ...]
    recommendations: tuple[Recommendation, ...]
    gaps: tuple[Found, ...]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues of all chapters."""
        return tuple(issue for chapter in self.chapters for issue in chapter.issues)


def build_review(
    diagnostics: Sequence[Diagnostic],
    project: Project,
    checkers: Iterable[Checker[Any]] | None = None,
) -> Review:
    """The review of *project* as far as *diagnostics* tell.

    *checkers* are those that ran, the whole catalogue unless told: a dimension that none of them
    belongs to is not judged.
    """
    ran = {checker.dimension for checker in (catalog() if checkers is None else checkers)}
    everything = issues(diagnostics)
    found = [issue for issue in everything if issue.dimension is not Dimension.TOOL]
    environment = project.environment
    tool = [issue for issue in everything if issue.dimension is Dimension.TOOL]
    crashes = (
        place for issue in tool if issue.code == CHECKER_CRASHED.code for place in issue.locations
    )
    measured = size(project, {place.path for place in crashes})
    chapters = []
    for dimension in Dimension:
        if dimension is not Dimension.TOOL:
            own = tuple(issue for issue in found if issue.dimension is dimension)
            judged = score(dimension, own, measured, ran=dimension in ran)
            chapters.append(Chapter(dimension, judged, own))
    return Review(
        overview(project.modules, environment),
        tuple(chapters),
        tuple(Checklist(priority, of_it) for priority, of_it in priorities(found).items()),
        recommendations(found),
        tuple(
            Found(location.message, f"{location.path}:{location.line}")
            for issue in tool
            for location in issue.locations
        )
        + tuple(Found(problem.reason, problem.source) for problem in environment.problems)
        + tuple(
            Found(f"routes are missing: {gap.reason}", f"{gap.path}:{gap.line}")
            for gap in project.application.unresolved
        )
        + _unresolved_calls(project),
    )


def _unresolved_calls(project: Project) -> tuple[Found, ...]:
    census = project.effects.census()
    return (Found(census.text, "calls"),) if census.unresolved else ()
