"""What to do about the issues: one by one in order of priority, and at their roots."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence

from flake8_fastapi_arch.checker import Priority
from flake8_fastapi_arch.review.causes import CAUSES, Horizon
from flake8_fastapi_arch.review.effort import Effort, effort_of
from flake8_fastapi_arch.review.history import Stage
from flake8_fastapi_arch.review.issues import SEVERITY, Issue, begin_with
from flake8_fastapi_arch.review.populations import Population, population_of

_MOST_STEPS = 3


@dataclasses.dataclass(frozen=True)
class Pace:
    """How much a team can take on at once: issues of one priority, recommendations of one horizon.

    A prototype gets the few that matter, a mature project a longer list; the size of the team, as
    far as git tells it, decides how many recommendations.
    """

    stage: Stage | None
    issues: int
    recommendations: int

    @classmethod
    def of(cls, stage: Stage | None, team: int | None) -> Pace:
        """The pace of a project at *stage* with *team* recent authors; None: not known."""
        shown = {Stage.PROTOTYPE: 5, Stage.GROWING: 8, Stage.MATURE: 12, None: 10}[stage]
        return cls(stage, shown, 3 if team is None else max(1, min(5, 1 + team)))


@dataclasses.dataclass(frozen=True)
class Recommendation:
    """One thing to do about several findings at once.

    ``key`` names it, ``after`` the keys of those to be done before. ``how`` says it in one
    sentence, ``steps`` in the project's own names. ``files`` come with the findings in each, most
    affected first. ``risk`` is what may break on the way.
    """

    key: str
    horizon: Horizon
    action: str
    how: str
    steps: tuple[str, ...]
    risk: str
    effort: Effort
    after: tuple[str, ...]
    codes: tuple[str, ...]
    count: int
    files: tuple[tuple[str, int], ...]


def priorities(issues: Sequence[Issue], routes: int = 0) -> dict[Priority, tuple[Issue, ...]]:
    """The issues of each priority, most affected and cheapest first. *routes* is how many there
    are: what is wrong with the application as a whole affects them all."""

    def worth(issue: Issue) -> tuple[float, str]:
        affected = max(len(issue.routes), len({place.path for place in issue.locations}))
        if population_of(issue.code, issue.subject) is Population.APPLICATION:
            affected = max(affected, routes)
        return -SEVERITY[issue.impact] * affected / effort_of(issue.code).points, issue.code

    return {
        priority: tuple(
            sorted((issue for issue in issues if issue.priority is priority), key=worth)
        )
        for priority in Priority
    }


def effort_for(issue: Issue) -> Effort:
    """What repairing all places of the issue costs."""
    return Effort.of_several([(effort_of(issue.code), len(issue.locations))])


def recommendations(issues: Sequence[Issue]) -> tuple[Recommendation, ...]:
    """What removes the root causes of the issues: by horizon, the gravest first."""
    found = []
    for cause in CAUSES:
        betraying = [issue for issue in issues if issue.code.startswith(cause.codes)]
        locations = [location for issue in betraying for location in issue.locations]
        if betraying and len(locations) >= cause.at_least:
            weight = sum(SEVERITY[issue.impact] * len(issue.locations) for issue in betraying)
            recommendation = Recommendation(
                cause.key,
                cause.horizon,
                cause.action,
                cause.how,
                _steps(betraying),
                cause.risk,
                _effort(cause.horizon, betraying),
                cause.after,
                tuple(sorted(issue.code for issue in betraying)),
                len(locations),
                tuple(begin_with(locations)),
            )
            found.append((-weight, recommendation))
    order = list(Horizon)
    found.sort(key=lambda item: (order.index(item[1].horizon), item[0], item[1].action))
    known = {recommendation.key for _, recommendation in found}
    return _in_order(
        dataclasses.replace(r, after=tuple(key for key in r.after if key in known))
        for _, r in found
    )


def _effort(horizon: Horizon, betraying: Iterable[Issue]) -> Effort:
    """What removing the cause costs: what repairing its findings does, and for a change of the
    structure days at least."""
    repairs = Effort.of_several((effort_of(i.code), len(i.locations)) for i in betraying)
    least = Effort.HOURS if horizon is Horizon.SHORT else Effort.DAYS
    return max(repairs, least, key=lambda effort: effort.points)


def _in_order(recommended: Iterable[Recommendation]) -> tuple[Recommendation, ...]:
    """Each behind those that are to be done before, otherwise as they come."""
    left = list(recommended)
    placed: dict[str, Recommendation] = {}
    while left:
        ready = next(r for r in left if placed.keys() >= {*r.after})
        placed[ready.key] = ready
        left.remove(ready)
    return tuple(placed.values())


def _steps(issues: Sequence[Issue]) -> tuple[str, ...]:
    """What to do first, in the project's own names: one step of each kind before a second one."""
    ranked = sorted(issues, key=lambda i: (-SEVERITY[i.impact], -len(i.locations), i.code))
    rounds = itertools.zip_longest(*(issue.locations[:_MOST_STEPS] for issue in ranked))
    places = (place for together in rounds for place in together if place is not None)
    steps = {place.advice: f"`{place.path}:{place.line}`: {place.advice}" for place in places}
    return tuple(steps.values())[:_MOST_STEPS]
