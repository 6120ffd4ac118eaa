"""What part of a review is asked for: a dimension, some codes, some files."""

from __future__ import annotations

import dataclasses
import fnmatch
from collections.abc import Iterable

from flake8_fastapi_arch.checker import Dimension
from flake8_fastapi_arch.review.issues import Issue


@dataclasses.dataclass(frozen=True)
class Focus:
    """The dimensions, the beginnings of codes and the files (or directories, or patterns, from
    the project's root) that a review is about; empty ones exclude nothing."""

    dimensions: tuple[Dimension, ...] = ()
    codes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.dimensions or self.codes or self.paths)

    def has(self, dimension: Dimension) -> bool:
        """Whether anything of *dimension* may be in focus."""
        if self.dimensions and dimension not in self.dimensions:
            return False
        digits = {code[3:4] for code in self.codes}
        return not self.codes or str(dimension.digit) in digits or "" in digits

    def narrow(self, issues: Iterable[Issue]) -> tuple[Issue, ...]:
        """Those of *issues* that are in focus, with those of their places that are."""
        wanted = []
        for issue in issues:
            if not self.has(issue.dimension):
                continue
            if self.codes and not issue.code.startswith(self.codes):
                continue
            places = tuple(place for place in issue.locations if self._holds(place.path))
            if places:
                wanted.append(dataclasses.replace(issue, locations=places))
        return tuple(wanted)

    def _holds(self, path: str) -> bool:
        return not self.paths or any(
            path == wanted or path.startswith(f"{wanted.rstrip('/')}/") or wanted == "."
            or fnmatch.fnmatchcase(path, wanted)
            for wanted in self.paths
        )


EVERYTHING = Focus()
