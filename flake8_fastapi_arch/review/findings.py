"""A list of findings as plain data: what every format for programs is made from."""

from __future__ import annotations

import collections
import dataclasses
import pathlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch.checker import Checker, Diagnostic, Related

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch


@dataclasses.dataclass(frozen=True)
class Rule:
    """What a checker says of itself, in words; ``story`` is Markdown."""

    code: str
    name: str
    title: str
    story: str
    dimension: str
    pattern: str
    impact: str
    priority: str
    cwe: tuple[int, ...] = ()
    references: tuple[tuple[str, str], ...] = ()
    """Where to read more, each with its name ("" where it has none): weaknesses come first."""


@dataclasses.dataclass(frozen=True)
class Finding:
    """One finding; ``path`` and the paths of ``related`` are seen from the same directory.

    Without a ``rule`` it is flake8's own: a file that does not parse. ``state`` is "new",
    "unchanged" or "absent" where it was compared with something.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    rule: Rule | None = None
    scope: str = ""
    advice: str = ""
    fingerprint: str = ""
    related: tuple[Related, ...] = ()
    state: str = ""
    patch: Patch | None = None
    """What repairs it, where that was asked and can be told for sure."""


def rule_of(checker: Checker[Any]) -> Rule:
    """What *checker* says of itself."""
    return Rule(
        checker.code,
        checker.name,
        checker.title or checker.name,
        checker.story.strip(),
        checker.dimension.title,
        checker.pattern,
        checker.impact.value,
        checker.priority.value,
        checker.cwe,
        (*checker.weaknesses, *(("", address) for address in checker.references)),
    )


def finding_of(
    diagnostic: Diagnostic, path: str | None = None, patch: Patch | None = None
) -> Finding:
    """*diagnostic* as it is seen from where its file is called *path* (from its project's root,
    unless told), with the *patch* that repairs it."""
    seen = diagnostic.path if path is None else path
    base = plain_path(seen).removesuffix(diagnostic.path)
    match = diagnostic.match
    return Finding(
        seen,
        match.line,
        match.col + 1,
        diagnostic.checker.code,
        diagnostic.message,
        rule_of(diagnostic.checker),
        diagnostic.scope,
        diagnostic.advice,
        diagnostic.fingerprint,
        tuple(dataclasses.replace(place, path=base + place.path) for place in match.related),
        patch=patch,
    )


def plain_path(path: str) -> str:
    """*path* with "/", and without the "./" that flake8 puts before what it found by itself."""
    return pathlib.PurePath(path).as_posix()


def numbered(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Each finding with a fingerprint that no other has: equal ones are counted."""
    counts = collections.Counter[str]()
    found = []
    for finding in findings:
        identity = finding.fingerprint or f"{finding.code}-{plain_path(finding.path)}"
        counts[identity] += 1
        found.append((finding, f"{identity}:{counts[identity]}"))
    return found


def by_path(findings: Sequence[Finding]) -> dict[str, list[Finding]]:
    """The findings of each file, in their order."""
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(plain_path(finding.path), []).append(finding)
    return files
