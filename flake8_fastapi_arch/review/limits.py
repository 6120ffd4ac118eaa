"""How much of one issue people are shown at once; programs get all of it."""

from __future__ import annotations

from flake8_fastapi_arch.checker import Impact
from flake8_fastapi_arch.review.issues import Issue, Location

_PLACES = {Impact.HIGH: 20, Impact.MEDIUM: 12, Impact.LOW: 5}
"""How many places of one issue are shown."""
_ADVICES = {Impact.HIGH: 3, Impact.MEDIUM: 2, Impact.LOW: 1}
"""How many recommendations of one issue are shown, where they differ: they say the same of other
names, which the places tell already."""


def places_shown(issue: Issue) -> tuple[Location, ...]:
    """The places of *issue* that people are shown."""
    return issue.locations[: _most(len(issue.locations), _PLACES[issue.impact])]


def advices_shown(issue: Issue) -> tuple[str, ...]:
    """The recommendations of *issue* that people are shown."""
    return issue.advices[: _most(len(issue.advices), _ADVICES[issue.impact])]


def _most(number: int, most: int) -> int:
    """How many of *number* things to show: "and 1 more" is no shorter than the one."""
    return number if number == most + 1 else most
