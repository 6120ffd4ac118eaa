"""What the overview is made of: a thing found in the project, and where."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from flake8_fastapi_arch.project.environment.versions import Environment, Requirement


@dataclasses.dataclass(frozen=True)
class Found:
    """One thing found, and where: ``path:line``, or a path.

    ``version`` is the locked version or else the declared range, ``declared`` the range beside a
    lock; each is "" where it is not told.
    """

    text: str
    source: str
    version: str = ""
    declared: str = ""


class Library(NamedTuple):
    """A library that is told by its import."""

    module: str  # as it is imported
    distribution: str  # as it is declared; "" for none
    title: str


Imports = Mapping[str, str]
"""Dotted names with the place where each is first imported."""


def found_library(
    library: Library, imports: Imports, environment: Environment, title: str = ""
) -> Iterator[Found]:
    """*library* where it is imported, with its version."""
    if library.module in imports:
        requirement = environment.requirement(library.distribution or library.module)
        told = versions(requirement) if requirement else ("", "")
        yield Found(title or library.title, imports[library.module], *told)


def versions(requirement: Requirement) -> tuple[str, str]:
    """``version`` and ``declared`` of a ``Found``."""
    locked, declared = requirement.locked, shown_range(requirement.specifier)
    if locked is None:
        return declared, ""
    return str(locked), declared if requirement.locks else ""


def shown_range(specifiers: SpecifierSet) -> str:
    """A range in ascending order; ``3.12`` for ``==3.12.*``."""
    parts = sorted(specifiers, key=lambda s: (_edge(s.version), s.operator))
    if len(parts) == 1 and parts[0].operator == "==":
        return parts[0].version.removesuffix(".*")
    return ",".join(map(str, parts))


def _edge(version: str) -> tuple[Version, str]:
    release = re.match(r"\d+(\.\d+)*", version)
    return Version(release[0] if release else "0"), version
