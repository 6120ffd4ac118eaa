"""Sentences of the report that every format for people says in the same words."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_fastapi_arch.checker import Impact
from flake8_fastapi_arch.review.comparison import Comparison
from flake8_fastapi_arch.review.focus import Focus
from flake8_fastapi_arch.review.history import RECENT_DAYS, History
from flake8_fastapi_arch.review.issues import Issue
from flake8_fastapi_arch.review.overview import Size
from flake8_fastapi_arch.review.plan import Pace

PRIORITIES = {
    "P0": "Must fix immediately",
    "P1": "Should fix short-term",
    "P2": "Medium to long-term optimization",
}


def count(number: int, noun: str) -> str:
    """``1 route``, ``1,234 routes``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def found_in_all(issues: Sequence[Issue]) -> str:
    """How much was found, and how grave it is."""
    if not issues:
        return "No issues found."
    number = sum(len(issue.locations) for issue in issues)
    files = len({location.path for issue in issues for location in issue.locations})
    impacts = ", ".join(
        f"{many:,} of {impact} impact" for impact, many in counts_by_impact(issues).items() if many
    )
    found, kinds, where = count(number, "finding"), count(len(issues), "kind"), count(files, "file")
    return f"{found} of {kinds} in {where}: {impacts}."


def counts_by_impact(issues: Sequence[Issue]) -> dict[str, int]:
    """How many places there are of each impact."""
    return {
        impact.value: sum(len(issue.locations) for issue in issues if issue.impact is impact)
        for impact in Impact
    }


def inhabitants(size: Size) -> str:
    """How large the application is."""
    routes = sum(number for _, number in size.routes)
    methods = ", ".join(
        f"{number:,} {'of unknown method' if method == '?' else method}"
        for method, number in size.routes
    )
    return "; ".join(
        (
            f"{count(size.lines, 'line')} in {count(size.modules, 'module')}, tests apart",
            f"{count(routes, 'route')} ({methods})" if methods else "no routes",
            f"{count(size.routers, 'router')}, {count(size.models, 'Pydantic model')}, "
            f"{count(size.tables, 'table')}",
        )
    )


def stage_of(history: History | None) -> str:
    """How far the project has come and who works on it."""
    if history is None:
        return "not known, for there is no git history here"
    stage = history.stage.value if history.stage else "not known, for the clone is shallow"
    days = f"in {count(history.days, 'day')}" if history.days else "within one day"
    return (
        f"{stage}; {count(history.commits, 'commit')} {days} by "
        f"{count(history.authors, 'author')} ({history.recent_authors:,} in the last "
        f"{RECENT_DAYS} days), {count(history.releases, 'release')}"
    )


def pace_of(pace: Pace) -> str:
    """How much is proposed at once, and why; "" where nobody knows the stage of the project."""
    if pace.stage is None:
        return ""
    return (
        f"What fits a {pace.stage.value} project at once: {pace.issues} kinds of issues of "
        f"each priority, {count(pace.recommendations, 'recommendation')} of each term."
    )


def changes_of(changes: Comparison) -> str:
    """How much is new, fixed and as before."""
    told = (
        f"{len(changes.new):,} new, {len(changes.fixed):,} fixed, {changes.unchanged:,} unchanged."
    )
    if changes.unasked:
        told += f" Not compared, for their checkers did not run then: {', '.join(changes.unasked)}."
    return told


def queries_of(number: str) -> str:
    """``no queries``, ``1 query``, ``up to 2 + N queries``: branches that exclude each other are
    counted all."""
    if number in ("0", "1"):
        return "no queries" if number == "0" else "1 query"
    return f"up to {number} queries"


def scope_of(focus: Focus) -> str:
    """What part of the project the review is about; "" for all of it."""
    parts = [
        *(dimension.title for dimension in focus.dimensions),
        *(f"codes `{code}…`" for code in focus.codes),
        *(f"`{path}`" for path in focus.paths),
    ]
    return f"This is a part of the review: {', '.join(parts)}" if parts else ""
