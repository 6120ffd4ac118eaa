"""What comes after the report: the commands that go on from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flake8_fastapi_arch.checker import Priority
from flake8_fastapi_arch.review.review import Review

_DIMENSIONS = 2
_GUIDES = 4


class NextStep(NamedTuple):
    """A command, and what it is good for."""

    command: str
    purpose: str


def next_steps(review: Review) -> Iterator[NextStep]:
    """Out of the baseline with what is fixed; the plan; a closer look at the weakest dimensions;
    the guides to the most urgent findings."""
    changes = review.comparison
    if changes is not None and changes.is_with_baseline and changes.fixed:
        yield NextStep("fastapi-arch baseline --prune", "take what is fixed out of the baseline")
    if not review.issues:
        return
    yield NextStep("fastapi-arch plan", "the action plan: phases, tasks and what depends on what")
    weak = [chapter for chapter in review.chapters if chapter.issues]
    if len(weak) > 1:
        weak.sort(key=lambda chapter: 5 if chapter.score.stars is None else chapter.score.stars)
        for chapter in weak[:_DIMENSIONS]:
            name = chapter.dimension.package
            yield NextStep(
                f"fastapi-arch report --dimension {name}", f"{chapter.dimension.title} alone"
            )
    urgent = [
        issue
        for checklist in review.checklists
        if checklist.priority is not Priority.P2
        for issue in checklist.issues
    ]
    for issue in urgent[:_GUIDES]:
        yield NextStep(f"fastapi-arch explain {issue.code}", f"the guide to {issue.name}")
    first = (urgent or review.issues)[0].locations[0]
    place = f"{first.path}:{first.line}"
    yield NextStep(f"fastapi-arch explain {place}", "this finding, with its chain and patch")
    if changes is None:
        yield NextStep("fastapi-arch baseline", "accept what is there, and be told what is new")
