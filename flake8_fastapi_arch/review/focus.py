"""What part of a review is asked for: a dimension, some codes, some files."""

from __future__ import annotations

import dataclasses
import fnmatch
import os
import pathlib
from collections.abc import Iterable

from flake8_fastapi_arch.checker import Diagnostic, Dimension
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
        digits = {code[3:4] for code in self.codes}  # the team's own rules, 9, are of any dimension
        return not digits or not digits.isdisjoint((str(dimension.digit), "9", ""))

    def seen_from(self, root: pathlib.Path) -> Focus:
        """The same with paths as seen from *root* where they were seen from the working
        directory; patterns, and what lies in *root* alone, stay as they are."""
        return dataclasses.replace(self, paths=tuple(_seen_from(root, path) for path in self.paths))

    def beside(self, files: Iterable[str]) -> tuple[str, ...]:
        """Those of ``paths`` that mean none of *files*."""
        known = list(files)
        return tuple(
            path
            for path in self.paths
            if not any(dataclasses.replace(self, paths=(path,))._holds(file) for file in known)
        )

    def holds(self, diagnostic: Diagnostic) -> bool:
        """Whether *diagnostic* is in focus."""
        checker = diagnostic.checker
        return self.holds_place(checker.dimension.title, checker.code, diagnostic.path)

    def holds_place(self, dimension: str, code: str, path: str) -> bool:
        """Whether a finding is in focus, told by the title of its dimension, its code and path."""
        return (
            (not self.dimensions or dimension in {known.title for known in self.dimensions})
            and (not self.codes or code.startswith(self.codes))
            and self._holds(path)
        )

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


def _seen_from(root: pathlib.Path, path: str) -> str:
    absolute = pathlib.Path(os.path.abspath(path))
    if absolute.exists() and absolute.is_relative_to(root):
        return absolute.relative_to(root).as_posix()
    return pathlib.PurePath(path).as_posix()


EVERYTHING = Focus()
