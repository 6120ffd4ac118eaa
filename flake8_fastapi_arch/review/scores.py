"""Stars for each dimension: how large a share of the application its findings affect.

A dimension starts with five stars. Each checker that found something takes its part::

    stars = 5 * product over checkers of (1 - weight * sqrt(share))

    share  = affected / subjects, at most 1
    weight = 1 for high impact, 0.4 for medium, 0.1 for low

*subjects* is what the application has of the thing the checker is about: modules with route
handlers for a checker about modules, route handlers for all others, for they are the measure of
a backend's size. *affected* counts those with a finding once, however many findings they have.
The root makes the first occurrences weigh most: one handler in a hundred costs a tenth of what
all hundred cost, one in four the half. The result is rounded down to half a star, so five stars
mean that nothing was found.

What follows: a project is not punished for being large, since only shares count. Repairing a
finding never lowers a score, since every factor can only grow. Test modules are neither subjects
nor affected, except for the dimension that judges the tests. A dimension for which no checker
ran, or a project without route handlers, is not judged. Files in which a check failed are no
subjects, and the note counts them: they may hold what nobody saw.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Iterable, Iterator

from flake8_fastapi_arch.checker import Dimension, Impact
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Constant,
    Expression,
    Function,
    Module,
)
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.files import is_test
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.review.issues import Issue

_WEIGHTS = {Impact.HIGH: 1.0, Impact.MEDIUM: 0.4, Impact.LOW: 0.1}
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


@dataclasses.dataclass(frozen=True)
class Term:
    """What one checker takes: ``1 - weight * sqrt(affected / subjects)`` of the stars remain."""

    code: str
    name: str
    affected: int
    subjects: int
    noun: str
    weight: float

    @property
    def factor(self) -> float:
        """The part of the stars that remains."""
        return 1 - self.weight * math.sqrt(min(1.0, self.affected / self.subjects))


@dataclasses.dataclass(frozen=True)
class Score:
    """A dimension's stars in halves, None where it is not judged; ``note`` says what decided."""

    stars: float | None
    note: str
    terms: tuple[Term, ...] = ()


@dataclasses.dataclass(frozen=True)
class Size:
    """How large the application is, tests apart; ``unchecked`` files are not counted in."""

    handlers: int
    router_modules: int
    unchecked: int


def size(project: Project, unchecked: Collection[str] = ()) -> Size:
    """The route handlers of the application's own modules, and the modules that have any.

    *unchecked* are the paths of modules in which a check failed: nothing found says nothing.
    """
    counts = [
        sum(1 for _ in _handlers(module))
        for path, module in project.modules.items()
        if not is_test(path) and path not in unchecked
    ]
    return Size(sum(counts), sum(1 for count in counts if count), len(unchecked))


def score(dimension: Dimension, found: Iterable[Issue], measured: Size, *, ran: bool) -> Score:
    """The score of *dimension* from its issues; *ran* tells whether any checker of it did."""
    files = _counted(measured.unchecked, "file")
    unchecked = f"; {files} not fully checked" if measured.unchecked else ""
    if not ran:
        return Score(None, "no checker of this dimension ran")
    if not measured.handlers:
        return Score(None, "no route handlers found" + unchecked)
    terms = tuple(
        sorted(
            (term for issue in found for term in _terms(issue, measured)),
            key=lambda term: (term.factor, term.code),
        )
    )
    handlers = _counted(measured.handlers, "route handler")
    if not terms:
        return Score(5.0, f"nothing found in {handlers}{unchecked}", ())
    worst = terms[0]
    of = f"{_counted(worst.affected, 'place')} to {_counted(worst.subjects, worst.noun)}"
    halves = 10 * math.prod(term.factor for term in terms)
    stars = math.floor(round(halves, 9)) / 2  # 0.6 * 10 must not be 5.999…
    return Score(stars, f"{worst.code} {worst.name} weighs most: {of}{unchecked}", terms)


def _terms(issue: Issue, measured: Size) -> Iterator[Term]:
    counts_tests = issue.dimension is Dimension.TESTING
    locations = [place for place in issue.locations if counts_tests or not is_test(place.path)]
    if issue.subject is Module:
        affected = len({place.path for place in locations})
        subjects, noun = measured.router_modules, "router module"
    else:
        affected = len({(place.path, place.scope or place.line) for place in locations})
        subjects, noun = measured.handlers, "route handler"
    if affected:
        yield Term(issue.code, issue.name, affected, subjects, noun, _WEIGHTS[issue.impact])


def _handlers(module: Module) -> Iterator[Function]:
    """The functions that ``@router.get("/path")`` or a sister of it decorates."""
    for definition in definitions(module):
        if isinstance(definition, Function) and any(map(_is_route, definition.decorators)):
            yield definition


def _is_route(decorator: Expression) -> bool:
    match decorator:
        case Call(func=Attribute(attr=method)) if method in _METHODS:
            path = decorator.args[0] if decorator.args else decorator.keyword("path")
            # ``@mock.patch("package.name")`` is a sister by name alone.
            return not isinstance(path, Constant) or str(path.value)[:1] in ("", "/")
    return False


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
