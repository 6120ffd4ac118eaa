"""Stars for each dimension: how large a share of the application its findings affect.

A dimension starts with five stars. Each checker that found something takes its part::

    stars = 5 * product over checkers of (1 - weight * sqrt(share))

    share  = affected / (subjects + 4)
    weight = 1 for high impact, 0.4 for medium, 0.1 for low

*subjects* is what the application has of the thing that the checker judges: routes, routes that
write, tables, migrations ... (``populations.py``). *affected* counts those with a finding once,
however many findings they have; what a function does counts for every route that runs it. Four
sound subjects are added in thought, so that one bad table of one is not the whole truth. The root
makes the first occurrences weigh most: one route in a hundred costs a tenth of what all hundred
cost, one in four the half. A hole that lets strangers into the whole application counts as one of
one application, however large that is. The result is rounded down to half a star, so five stars
mean that nothing was found.

What follows: a project is not punished for being large, since only shares count. Repairing a
finding never lowers a score, since every factor can only grow. Tests are neither subjects nor
affected, except where the tests are judged. A dimension for which no checker ran, or that has too
little to judge, gets no stars. Files in which a check failed are no subjects, and the note counts
them: they may hold what nobody saw.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.checker import Dimension, Impact
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.populations import Population, Subjects, Unit, population_of

WEIGHTS = {Impact.HIGH: 1.0, Impact.MEDIUM: 0.4, Impact.LOW: 0.1}
ADDED = 4
"""How many sound subjects each share is reckoned with besides those there are."""
FORMULA = (
    "Stars = 5 × the product over checkers of (1 - weight × √share), rounded down to a half; "
    f"share = affected / (subjects + {ADDED})."
)
"""How stars come about, in one sentence."""
_FEWEST_ROUTES = 3
_BESIDE_TESTS = frozenset({"FAA603", "FAA612"})  # say nothing of what the tests are like
_OF_ROUTES = frozenset({Population.ROUTE, Population.READ, Population.WRITE})


@dataclasses.dataclass(frozen=True)
class Term:
    """What one checker takes: ``1 - weight * sqrt(share)`` of the stars remain."""

    code: str
    name: str
    affected: int
    subjects: int
    population: Population
    weight: float

    @property
    def share(self) -> float:
        """The part of the subjects that is affected."""
        return self.affected / (self.subjects + ADDED)

    @property
    def factor(self) -> float:
        """The part of the stars that remains."""
        return 1 - self.weight * math.sqrt(self.share)

    @property
    def text(self) -> str:
        """How much is affected, in words: ``12 of 80 routes that write``."""
        if self.population is Population.APPLICATION:
            return "the application"
        return f"{self.affected:,} of {self.population.counted(self.subjects)}"


@dataclasses.dataclass(frozen=True)
class Score:
    """A dimension's stars in halves, None where it is not judged; ``note`` says what decided."""

    stars: float | None
    note: str
    terms: tuple[Term, ...] = ()

    @property
    def exact(self) -> float:
        """The stars before they are rounded, judged or not."""
        return 5 * math.prod(term.factor for term in self.terms)


def score(
    dimension: Dimension,
    found: Iterable[Issue],
    subjects: Subjects,
    *,
    ran: bool = True,
) -> Score:
    """The score of *dimension* from its issues; *ran* tells whether any checker of it did."""
    terms = sorted(
        (term for issue in found for term in _terms(issue, subjects)),
        key=lambda term: (term.factor, term.code),
    )
    unchecked = ""
    if subjects.unchecked:
        files = "1 file" if len(subjects.unchecked) == 1 else f"{len(subjects.unchecked)} files"
        unchecked = f"; {files} not fully checked"
    if not ran:
        return Score(None, "no checker of this dimension ran")
    if too_little := _too_little(dimension, terms, subjects):
        return Score(None, too_little + unchecked, tuple(terms))
    if not terms:
        routes = Population.ROUTE.counted(len(subjects.of(Population.ROUTE)))
        return Score(5.0, f"nothing found in {routes}{unchecked}")
    heaviest = ", ".join(f"{term.code} {term.name} ({term.text})" for term in terms[:2])
    judged = Score(None, f"most: {heaviest}{unchecked}", tuple(terms))
    stars = math.floor(round(2 * judged.exact, 9)) / 2  # 0.6 * 10 must not be 5.999…
    return dataclasses.replace(judged, stars=stars)


def _too_little(dimension: Dimension, terms: Iterable[Term], subjects: Subjects) -> str:
    """Why *dimension* cannot be judged; "" where it can."""
    routes = len(subjects.of(Population.ROUTE))
    if routes < _FEWEST_ROUTES:
        return f"too little to judge: {Population.ROUTE.counted(routes) if routes else 'no routes'}"
    codes = {term.code for term in terms}
    tables = len(subjects.of(Population.TABLE))
    if dimension is Dimension.DATA_ARCHITECTURE and not (tables or terms or subjects.has_queries):
        return "too little to judge: no tables and no queries found"
    is_beside_tests = dimension is Dimension.TESTING and codes <= _BESIDE_TESTS
    if is_beside_tests and not subjects.of(Population.TEST):
        return "too little to judge: no tests in these sources"
    return ""


def _terms(issue: Issue, subjects: Subjects) -> Iterator[Term]:
    population = population_of(issue.code, issue.subject)
    counts_tests = population is Population.TEST
    locations = [place for place in issue.locations if counts_tests or not is_test(place.path)]
    affected = {unit for place in locations for unit in _units(place, population, subjects)}
    if affected:
        # What is affected though it is no subject we knew of is one: 3 of 2 would be nonsense.
        everything = subjects.of(population) | affected
        yield Term(
            issue.code,
            issue.name,
            len(affected),
            len(everything),
            population,
            WEIGHTS[issue.impact],
        )


def _units(place: Location, population: Population, subjects: Subjects) -> Iterable[Unit]:
    """What of *population* the finding at *place* affects."""
    own: Unit = (place.path, place.scope or place.line)
    match population:
        case Population.APPLICATION:
            return subjects.of(population)
        case Population.MODULE | Population.ROUTER_MODULE | Population.MIGRATION:
            return [(place.path, "")]
        case _ if population in _OF_ROUTES:
            return place.handlers or [own]
    known = subjects.of(population)
    parts = place.scope.split(".")
    around: list[Unit] = [(place.path, ".".join(parts[:size])) for size in range(len(parts), 0, -1)]
    return [next((unit for unit in around if unit in known), own)]
