"""What changed between two reviews of a project, or since its baseline: new, fixed and unchanged
findings, and scores."""

from __future__ import annotations

import collections
import dataclasses
import os
import pathlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flake8_fastapi_arch.baseline import Baseline
from flake8_fastapi_arch.checker import Checker, Diagnostic, Dimension
from flake8_fastapi_arch.review.document import Document
from flake8_fastapi_arch.review.focus import Focus
from flake8_fastapi_arch.review.issues import Issue


@dataclasses.dataclass(frozen=True)
class Place:
    """A finding, as far as both reviews tell it; a baseline does not tell the line, which is 0."""

    dimension: str
    code: str
    path: str
    line: int
    message: str
    fingerprint: str

    @property
    def where(self) -> str:
        """``app/main.py:3``, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclasses.dataclass(frozen=True)
class Earlier:
    """An earlier review, which people call *name*: the stars by title of the dimension, the
    checkers that ran, its places. A baseline has no stars."""

    name: str
    stars: Mapping[str, float | None]
    checkers: frozenset[str]
    places: tuple[Place, ...]


@dataclasses.dataclass(frozen=True)
class Comparison:
    """What changed since *name*: findings are the same where their fingerprints are, however far
    their lines have moved. ``unasked`` are checkers that found something and did not run then."""

    name: str
    new: tuple[Place, ...]
    fixed: tuple[Place, ...]
    unchanged: int
    unasked: tuple[str, ...]
    scores: tuple[tuple[str, float | None], ...]

    @property
    def is_with_baseline(self) -> bool:
        """Whether it is not with a review: only those have scores."""
        return not self.scores

    def then(self, dimension: Dimension) -> str:
        """The stars that *dimension* had, in words."""
        stars = dict(self.scores).get(dimension.title)
        return "not judged" if stars is None else f"{stars:g}"


def earlier(document: Document, name: str) -> Earlier:
    """What a review tells for comparing."""
    return Earlier(
        name,
        {each.dimension: each.stars for each in document.dimensions},
        frozenset(document.checkers),
        tuple(_places(document)),
    )


def accepted(
    baseline: Baseline,
    root: pathlib.Path,
    found: Mapping[pathlib.Path, Sequence[Diagnostic]],
    heard: Iterable[Diagnostic],
    checkers: Collection[Checker[Any]],
) -> Earlier:
    """What *baseline* holds of the project at *root*, as something to compare with: the findings
    that are there, among those that are *heard* of all that was *found* in each file by
    *checkers*, and those that are gone."""
    titles = {checker.code: checker.dimension.title for checker in checkers}
    told = set(map(id, heard))
    places = []
    gone = [each for each in baseline.gone(root) if each.entry.code in titles]
    for file, diagnostics in found.items():
        new = set(map(id, baseline.unknown(file, diagnostics)))
        for each in diagnostics:
            if id(each) in told and id(each) not in new:
                where = each.checker.dimension.title, each.checker.code, each.path, each.match.line
                places.append(Place(*where, each.message, each.fingerprint))
        gone += baseline.obsolete(file, diagnostics, titles)
    for obsolete in gone:
        entry = obsolete.entry
        path = os.path.relpath(baseline.path.parent / entry.path, root).replace(os.sep, "/")
        place = Place(titles[entry.code], entry.code, path, 0, entry.message, entry.fingerprint)
        places += [place] * (entry.count - obsolete.left)
    return Earlier(baseline.path.name, {}, frozenset(titles), tuple(places))


def compare(
    then: Earlier, issues: Iterable[Issue], checkers: Collection[str], focus: Focus
) -> Comparison:
    """What changed from *then* to *issues*, found by *checkers*, as far as it is in *focus*."""
    left = collections.Counter(place.fingerprint for place in then.places)
    new, unchanged, codes = [], 0, set()
    for issue in issues:
        for place in issue.locations:
            if left[place.fingerprint]:
                left[place.fingerprint] -= 1
                unchanged += 1
            elif issue.code in then.checkers:
                new.append(
                    Place(
                        issue.dimension.title,
                        issue.code,
                        place.path,
                        place.line,
                        place.message,
                        place.fingerprint,
                    )
                )
            else:
                codes.add(issue.code)
    fixed = []
    for gone in reversed(then.places):  # of equal ones, the last are gone
        if left[gone.fingerprint]:
            left[gone.fingerprint] -= 1
            if gone.code in checkers and focus.holds_place(
                gone.dimension, gone.code, gone.path
            ):
                fixed.append(gone)
    return Comparison(
        then.name,
        tuple(sorted(new, key=_order)),
        tuple(sorted(fixed, key=_order)),
        unchanged,
        tuple(sorted(codes)),
        tuple(then.stars.items()),
    )


def _places(document: Document) -> Iterator[Place]:
    for dimension in document.dimensions:
        for issue in dimension.issues:
            for found in issue.locations:
                place = found.path, found.line, found.message, found.fingerprint
                yield Place(dimension.dimension, issue.code, *place)


def _order(place: Place) -> tuple[str, str, int, str]:
    return place.code, place.path, place.line, place.message
