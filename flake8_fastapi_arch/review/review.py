"""The review of a project: its diagnostics grouped, judged and turned into a plan; pure data."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, Dimension, Priority
from flake8_fastapi_arch.patches.patch import patch_for
from flake8_fastapi_arch.project.modules.files import python_files
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.review.comparison import Comparison, Earlier, compare
from flake8_fastapi_arch.review.focus import EVERYTHING, Focus
from flake8_fastapi_arch.review.found import Found
from flake8_fastapi_arch.review.issues import Issue, Reached, issues
from flake8_fastapi_arch.review.overview import Overview, overview
from flake8_fastapi_arch.review.pictures import (
    Layers,
    RequestPath,
    RouteRow,
    layers,
    request_paths,
    route_rows,
)
from flake8_fastapi_arch.review.plan import Pace, Recommendation, priorities, recommendations
from flake8_fastapi_arch.review.populations import Subjects
from flake8_fastapi_arch.review.reach import Reach, shown
from flake8_fastapi_arch.review.scores import Score, score
from flake8_fastapi_arch.tool import CHECKER_CRASHED

_COUNTING_QUERIES = ("FAA201", "FAA202", "FAA203", "FAA204")


@dataclasses.dataclass(frozen=True)
class Chapter:
    """A dimension with its score and its issues, most urgent first."""

    dimension: Dimension
    score: Score
    issues: tuple[Issue, ...]


@dataclasses.dataclass(frozen=True)
class Checklist:
    """The issues of one priority: most affected and cheapest first. The first *shown* of them are
    what the team can take on at once."""

    priority: Priority
    issues: tuple[Issue, ...]
    shown: int


@dataclasses.dataclass(frozen=True)
class Gap:
    """A kind of thing that the review could not see or judge: how many, and where.

    ``kind`` is the word for it in headings; ``text`` says it in one sentence.
    """

    kind: str
    text: str
    count: int
    places: tuple[Found, ...] = ()


@dataclasses.dataclass(frozen=True)
class Review:
    """All that a report shows. ``gaps`` is what was not checked or not understood.

    ``chapters`` and all that follows from issues are those of *focus*; scores are always those of
    the whole project. ``recommendations`` are all there are; ``pace`` says how many of each
    horizon to show. ``checkers`` are the codes of those that ran; ``comparison`` is with an earlier
    review. Equal for equal input, in whatever order it comes; no time and no place of
    the machine.
    """

    overview: Overview
    chapters: tuple[Chapter, ...]
    checklists: tuple[Checklist, ...]
    recommendations: tuple[Recommendation, ...]
    pace: Pace
    layers: Layers
    request_paths: tuple[RequestPath, ...]
    routes: tuple[RouteRow, ...]
    gaps: tuple[Gap, ...]
    focus: Focus
    checkers: tuple[str, ...]
    comparison: Comparison | None = None

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues of all chapters."""
        return tuple(issue for chapter in self.chapters for issue in chapter.issues)


def build_review(
    diagnostics: Sequence[Diagnostic],
    project: Project,
    checkers: Iterable[Checker[Any]] | None = None,
    focus: Focus = EVERYTHING,
    silenced: int = 0,
    then: Earlier | None = None,
    checked: Collection[str] | None = None,
) -> Review:
    """The review of *project* as far as *diagnostics* tell.

    *checkers* are those that ran, the whole catalogue unless told: a dimension that none of them
    belongs to is not judged. *silenced* is how many findings the project's configuration and
    comments keep from being heard. *then* is an earlier review to compare this one with.
    *checked* are the paths of the files that were looked at, all unless told: the others are no
    part of what is judged.
    """
    asked = tuple(catalog() if checkers is None else checkers)
    ran = {checker.dimension for checker in asked}
    codes = tuple(sorted(checker.code for checker in asked))
    reach = Reach(project)
    everything = issues(diagnostics, _reached(reach), lambda found: patch_for(found, project))
    found = [issue for issue in everything if issue.dimension is not Dimension.TOOL]
    tool = [issue for issue in everything if issue.dimension is Dimension.TOOL]
    crashes = (
        place for issue in tool if issue.code == CHECKER_CRASHED.code for place in issue.locations
    )
    subjects = Subjects(project, {place.path for place in crashes}, checked)
    chapters = []
    for dimension in Dimension:
        if dimension is not Dimension.TOOL and focus.has(dimension):
            own = tuple(issue for issue in found if issue.dimension is dimension)
            judged = score(dimension, own, subjects, ran=dimension in ran)
            chapters.append(Chapter(dimension, judged, focus.narrow(own)))
    wanted = focus.narrow(found)
    known = overview(project)
    stage = known.history.stage if known.history else None
    team = known.history.recent_authors if known.history and stage else None
    pace = Pace.of(stage, team)
    return Review(
        overview=known,
        chapters=tuple(chapters),
        checklists=tuple(
            Checklist(priority, its_own, pace.issues)
            for priority, its_own in priorities(wanted, len(project.application.routes)).items()
        ),
        recommendations=recommendations(wanted),
        pace=pace,
        layers=layers(project),
        request_paths=request_paths(project, reach, wanted),
        routes=route_rows(project, found),
        gaps=tuple(_gaps(project, tool, silenced, checked)),
        focus=focus,
        checkers=codes,
        comparison=None if then is None else compare(then, wanted, codes, focus),
    )


def _reached(reach: Reach) -> Callable[[Diagnostic], Reached]:
    def reached(diagnostic: Diagnostic) -> Reached:
        routes = reach.routes(diagnostic.path, diagnostic.scope)
        handlers = {
            (route.handler.module.path, route.handler.name): None
            for route in routes
            if route.handler is not None
        }
        counts = routes and diagnostic.checker.code in _COUNTING_QUERIES
        return Reached(
            tuple(dict.fromkeys(map(shown, routes))),
            tuple(handlers),
            reach.queries(routes[0]) if counts else "",
        )

    return reached


def _gaps(
    project: Project, tool: Iterable[Issue], silenced: int, checked: Collection[str] | None
) -> Iterator[Gap]:
    left_out = [] if checked is None else sorted(project.modules.keys() - checked)
    if left_out:
        number = "1 file is" if len(left_out) == 1 else f"{len(left_out):,} files are"
        text = f"{number} excluded, and no part of what is judged"
        places = tuple(Found("not checked", path) for path in left_out)
        yield Gap("excluded files", text, len(left_out), places)
    for issue in tool:
        places = tuple(Found(p.message, f"{p.path}:{p.line}") for p in issue.locations)
        number = "1 place" if len(places) == 1 else f"{len(places)} places"
        yield Gap(issue.name, f"{issue.title.rstrip('.')}: {number}", len(places), places)
    missing = [
        Found(f"routes are missing: {gap.reason}", f"{gap.path}:{gap.line}")
        for gap in project.application.unresolved
    ]
    if missing:
        number = "1 place adds" if len(missing) == 1 else f"{len(missing)} places add"
        text = f"{number} routes in a way that the sources do not tell"
        yield Gap("unresolved routes", text, len(missing), tuple(missing))
    yield from _incomplete_routes(project)
    unread = sorted({*python_files(project.root)} - {*project.modules})
    if unread:
        number = "1 file does" if len(unread) == 1 else f"{len(unread)} files do"
        places = tuple(Found("does not parse", path) for path in unread)
        text = f"{number} not parse as Python and were left out"
        yield Gap("unread files", text, len(unread), places)
    problems = [Found(p.reason, p.source) for p in project.environment.problems]
    if problems:
        number = "1 declaration" if len(problems) == 1 else f"{len(problems)} declarations"
        text = f"{number} of dependencies could not be understood"
        yield Gap("unread declarations", text, len(problems), tuple(problems))
    if project.environment.version_range("fastapi") is None:
        text = "nothing says which FastAPI runs: checks that depend on its version are silent"
        yield Gap("unknown versions", text, 1)
    census = project.effects.census()
    if census.unresolved:
        yield Gap("unresolved calls", census.text, census.unresolved)
    if silenced:
        number = "1 finding is" if silenced == 1 else f"{silenced:,} findings are"
        text = f"{number} silenced by comments or configuration, and not counted anywhere"
        yield Gap("silenced findings", text, silenced)


def _incomplete_routes(project: Project) -> Iterator[Gap]:
    """The routes of which a part is not known, by what is not."""
    reasons = collections.defaultdict[str, list[str]](list)
    number = 0
    for route in project.application.routes:
        if not route.complete:
            number += 1
            for reason in dict.fromkeys((*route.unresolved, *route.closure.unresolved)):
                reasons[reason].append(shown(route))
    if number:
        routes = "1 route is" if number == 1 else f"{number:,} routes are"
        places = tuple(
            Found(f"{reason} ({len(of_it)} route{'s' * (len(of_it) != 1)})", of_it[0])
            for reason, of_it in sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
        )
        text = f"{routes} known in part: nothing is claimed to be missing there"
        yield Gap("incomplete routes", text, number, places)
