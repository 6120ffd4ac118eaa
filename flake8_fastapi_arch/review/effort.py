"""Roughly what a repair costs."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Effort(enum.Enum):
    """The order of magnitude of a task; the value is the words for it."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"

    @property
    def points(self) -> int:
        """What one weighs against another."""
        return {Effort.HOURS: 1, Effort.DAYS: 4, Effort.WEEKS: 12}[self]

    @classmethod
    def of_several(cls, repairs: Iterable[tuple[Effort, int]]) -> Effort:
        """The effort of many repairs, each with the number of its places.

        The first place costs what the checker says; each of the others a small part of it, for the
        way is known by then.
        """
        total = sum(effort.points * (1 + number / 10) for effort, number in repairs)
        return cls.HOURS if total < 4 else cls.DAYS if total < 20 else cls.WEEKS


# By code or beginning of one: what is more than an edit at the place of the finding.
_DAYS = (
    "FAA118", "FAA122", "FAA151", "FAA152", "FAA153", "FAA202", "FAA205", "FAA215", "FAA217",
    "FAA219", "FAA232", "FAA235", "FAA236", "FAA242", "FAA243", "FAA303", "FAA314", "FAA321",
    "FAA324", "FAA325", "FAA331", "FAA402", "FAA408", "FAA410", "FAA501", "FAA502", "FAA503",
    "FAA505", "FAA506", "FAA507", "FAA513", "FAA517", "FAA520", "FAA523", "FAA601", "FAA602",
    "FAA604", "FAA607",
)  # fmt: skip
_WEEKS = ("FAA403", "FAA504", "FAA114")


def effort_of(code: str) -> Effort:
    """What the repair of one finding of the checker *code* costs."""
    if code.startswith(_WEEKS):
        return Effort.WEEKS
    return Effort.DAYS if code.startswith(_DAYS) else Effort.HOURS
