"""The recommendations as tasks of an action plan: each finding belongs to one of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from flake8_fastapi_arch.checker import Priority
from flake8_fastapi_arch.review.causes import CAUSES, Horizon
from flake8_fastapi_arch.review.effort import Effort, effort_of
from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.review import Review

_PHASES = {
    Horizon.SHORT: (
        "Stop what breaks today",
        "`fastapi-arch report` finds nothing of these tasks any more",
    ),
    Horizon.MEDIUM: (
        "Mend the structure",
        "new code follows it without being told, and the findings are gone",
    ),
    Horizon.LONG: ("Keep it so", "the pipeline refuses what would bring it back"),
}
# Where a finding goes that no root cause explains, or too few of its kind betray one.
_ALONE = {Priority.P0: Horizon.SHORT, Priority.P1: Horizon.MEDIUM, Priority.P2: Horizon.LONG}


@dataclasses.dataclass(frozen=True)
class Todo:
    """A finding to be repaired, and how."""

    code: str
    path: str
    line: int
    advice: str
    fingerprint: str


@dataclasses.dataclass(frozen=True)
class Task:
    """Something that one person or pair can take on. ``after`` are the ids of the tasks to be done
    before; ``codes`` betray the cause, also where their places belong to an earlier task."""

    id: str
    title: str
    description: str
    effort: str
    risk: str
    after: tuple[str, ...]
    codes: tuple[str, ...]
    places: tuple[Todo, ...]


@dataclasses.dataclass(frozen=True)
class Phase:
    """Tasks of one term, in an order in which they can be done."""

    title: str
    done_when: str
    tasks: tuple[Task, ...]


@dataclasses.dataclass(frozen=True)
class ActionPlan:
    """The phases that have tasks, in their order."""

    project: str
    phases: tuple[Phase, ...]


def action_plan(review: Review) -> ActionPlan:
    """What to do about the issues of *review*, all of them, in order."""
    causes = {cause.key: cause for cause in CAUSES}
    claimed: set[tuple[str, Location]] = set()
    ids: dict[str, str] = {}
    phases = []
    for horizon in Horizon:
        tasks = []
        for recommended in (r for r in review.recommendations if r.horizon is horizon):
            ids[recommended.key] = number = f"T{len(ids) + 1}"
            places = []
            for issue in review.issues:
                if issue.code.startswith(causes[recommended.key].codes):
                    new = [p for p in issue.locations if (issue.code, p) not in claimed]
                    claimed.update((issue.code, place) for place in new)
                    places += [_todo(issue.code, place) for place in new]
            tasks.append(
                Task(
                    number,
                    recommended.action,
                    recommended.how,
                    recommended.effort.value,
                    recommended.risk,
                    tuple(ids[key] for key in recommended.after),
                    recommended.codes,
                    tuple(places),
                )
            )
        phases.append((horizon, tasks))
    for horizon, tasks in phases:
        alone = list(_alone(review.issues, horizon, claimed))
        if alone:
            number = f"T{len(ids) + 1}"
            ids[f"alone-{number}"] = number
            tasks.append(_rest(number, alone))
    return ActionPlan(
        review.overview.name,
        tuple(Phase(*_PHASES[horizon], tuple(tasks)) for horizon, tasks in phases if tasks),
    )


def _alone(
    issues: Sequence[Issue], horizon: Horizon, claimed: set[tuple[str, Location]]
) -> Iterator[tuple[str, Location]]:
    for issue in issues:
        if _ALONE[issue.priority] is horizon:
            for place in issue.locations:
                if (issue.code, place) not in claimed:
                    yield issue.code, place


def _rest(number: str, found: Sequence[tuple[str, Location]]) -> Task:
    codes = dict.fromkeys(code for code, _ in found)
    many = {code: sum(1 for each, _ in found if each == code) for code in codes}
    return Task(
        number,
        "Repair what stands alone",
        "Each of these is repaired where it stands",
        Effort.of_several((effort_of(code), many[code]) for code in codes).value,
        "low: each change stands alone and can be taken back",
        (),
        tuple(sorted(codes)),
        tuple(_todo(code, place) for code, place in found),
    )


def _todo(code: str, place: Location) -> Todo:
    return Todo(code, place.path, place.line, place.advice, place.fingerprint)
