"""What the project declares and locks: which versions of a package it runs with, or may."""

from __future__ import annotations

import collections
import functools
import pathlib
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from flake8_fastapi_arch.kept import kept
from flake8_fastapi_arch.project.environment.manifests import (
    Declaration,
    Lock,
    Problem,
    home_of,
    pinned,
    statements,
)
from flake8_fastapi_arch.project.modules.files import project_files

_ASIDE = frozenset({"docs", "doc", "examples", "example", "tests", "test", "benchmarks"})


class Requirement(msgspec.Struct, frozen=True, eq=False, dict=True):
    """All that one directory's files say about a package; ``python`` is one, too.

    ``locks`` decide where there are any (several where platforms differ). Without a lock, the
    declarations do.
    """

    name: str
    declarations: tuple[Declaration, ...]
    locks: tuple[Lock, ...]

    @property
    def specifier(self) -> SpecifierSet:
        """What is declared to hold always; the only alternative where all are conditional."""
        always = SpecifierSet()
        for declaration in self.declarations:
            if not declaration.condition:
                always &= declaration.specifier
        alternatives = self.alternatives
        return alternatives[0] if len(alternatives) == 1 and not len(always) else always

    @property
    def locked(self) -> Version | None:
        """The version that gets installed: by lock file, else pinned by ``==``; None if unsure."""
        found: list[Version | None] = [lock.version for lock in self.locks]
        found = found or [pinned(alternative) for alternative in self.alternatives]
        return found[0] if found and found.count(found[0]) == len(found) else None

    @property
    def source(self) -> str:
        """Where the deciding line stands: ``path:line``, or a path."""
        return (self.locks or self.declarations)[0].source

    @functools.cached_property
    def alternatives(self) -> tuple[SpecifierSet, ...]:
        """The ranges that may come to hold, conditions chosen one at a time; none may be empty.

        A declaration without condition holds in all of them. A combination that no version
        satisfies cannot be installed and is left out. Files that contradict each other are
        installed apart: each of them is an alternative.
        """
        together = _alternatives(self.declarations)
        if together:
            return together
        by_file = collections.defaultdict(list)
        for declaration in self.declarations:
            by_file[declaration.source.rpartition(":")[0]].append(declaration)
        apart = (versions for file in by_file.values() for versions in _alternatives(file))
        return tuple(dict.fromkeys(apart))

    def certainly(self, versions: str) -> bool | None:
        """Whether every version that may be installed is in *versions*; None when none may."""
        answers = self._answers(versions)
        return all(answers) if answers else None

    def possibly(self, versions: str) -> bool | None:
        """Whether some version that may be installed is in *versions*; None when none may."""
        answers = self._answers(versions)
        return any(answers) if answers else None

    @kept
    def _answers(self, text: str) -> list[bool]:
        versions = SpecifierSet(text)
        if self.locks:
            candidates: Iterable[Version] = (lock.version for lock in self.locks)
        else:
            candidates = (
                version for range_ in self.alternatives for version in _allowed(range_, versions)
            )
        return [versions.contains(version, prereleases=True) for version in candidates]


class Home(msgspec.Struct, frozen=True, eq=False):
    """A directory that declares or locks packages; ``path`` is "" for the project's root."""

    path: str
    declarations: Mapping[str, tuple[Declaration, ...]]
    locks: Mapping[str, tuple[Lock, ...]]

    def knows(self, name: str) -> bool:
        return name in self.declarations or name in self.locks


class Environment(msgspec.Struct, frozen=True, eq=False, dict=True):
    """The packages of a project, by the directories that speak of them.

    A repository may hold several applications. Every question takes ``near``, the path of the
    module that asks: the directories above it answer first, the deepest before the others. Then,
    and where ``near`` is not told, the one that declares FastAPI, the uppermost first, and what
    lies under ``docs``, ``examples`` or ``tests`` last.
    """

    homes: tuple[Home, ...]
    problems: tuple[Problem, ...]

    @classmethod
    def read(cls, root: pathlib.Path) -> Environment:
        """What the files below *root* say. What is broken is left out and named in ``problems``."""
        declared: dict[str, dict[str, Declaration]] = collections.defaultdict(dict)
        locked: dict[str, dict[str, Lock]] = collections.defaultdict(dict)
        problems: dict[Problem, None] = {}
        for path in project_files(root):
            home = home_of(path)
            if home is None:
                continue
            for number, statement in enumerate(statements(root, path)):
                match statement:
                    # A file included by another is read twice; its lines count once.
                    case Declaration():
                        key = f"{statement.source} {statement.name} {statement.condition}"
                        declared[home].setdefault(key, statement)
                    case Lock():
                        locked[home].setdefault(f"{statement.source} {number}", statement)
                    case Problem():
                        problems[statement] = None
        homes = (
            Home(home, _by_name(declared[home].values()), _by_name(locked[home].values()))
            for home in {**declared, **locked}
        )
        return cls(tuple(sorted(homes, key=_rank)), tuple(problems))

    def requirement(self, name: str, near: str = "") -> Requirement | None:
        """What is known about the package *name* (or ``python``); None when nobody speaks of it."""
        name = canonicalize_name(name)
        for home in self._homes(near):
            if home.knows(name):
                return self._requirement(name, home)
        return None

    def version_range(self, name: str, near: str = "") -> SpecifierSet | None:
        """The versions of *name* in one expression, ``==x`` when locked; None when unknown."""
        requirement = self.requirement(name, near)
        if requirement is None:
            return None
        locked = requirement.locked
        return requirement.specifier if locked is None else SpecifierSet(f"=={locked}")

    def certainly(self, name: str, versions: str, near: str = "") -> bool | None:
        """Whether the project runs with *versions* (``">=0.137"``) of *name*, whatever happens.

        The locked version decides where there is one. Otherwise every version that the
        declarations allow must be among them. None: not declared, or the declarations contradict
        each other.
        """
        requirement = self.requirement(name, near)
        return None if requirement is None else requirement.certainly(versions)

    def possibly(self, name: str, versions: str, near: str = "") -> bool | None:
        """Whether the project may run with one of *versions*; None as in ``certainly``."""
        requirement = self.requirement(name, near)
        return None if requirement is None else requirement.possibly(versions)

    def main_dependencies(self, near: str = "") -> Iterator[Requirement]:
        """The packages the application itself always takes, in alphabetical order."""
        for home in self._homes(near):
            names = sorted(
                name
                for name, declarations in home.declarations.items()
                if name != "python" and any(not d.condition for d in declarations)
            )
            if names:
                yield from (self._requirement(name, home) for name in names)
                return

    def _homes(self, near: str) -> list[Home]:
        above = [home for home in self.homes if near and _holds(home.path, near)]
        above.sort(key=lambda home: -len(home.path))
        return [*above, *(home for home in self.homes if home not in above)]

    @kept
    def _requirement(self, name: str, home: Home) -> Requirement:
        declarations, locks = home.declarations.get(name, ()), home.locks.get(name, ())
        if locks:
            return Requirement(name, declarations, locks)
        # A workspace keeps one lock above its members; another project's lock may not fit.
        allowed = Requirement(name, declarations, ()).alternatives
        for upper in sorted(self.homes, key=lambda other: -len(other.path)):
            if upper is not home and _holds(upper.path, f"{home.path}/"):
                found = upper.locks.get(name, ())
                if found and all(
                    any(range_.contains(lock.version, prereleases=True) for range_ in allowed)
                    for lock in found
                ):
                    return Requirement(name, declarations, found)
        return Requirement(name, declarations, ())


_S = TypeVar("_S", Declaration, Lock)


def _by_name(found: Iterable[_S]) -> Mapping[str, tuple[_S, ...]]:
    names: dict[str, list[_S]] = {}
    for statement in found:
        names.setdefault(statement.name, []).append(statement)
    return {name: tuple(said) for name, said in names.items()}


def _rank(home: Home) -> tuple[bool, bool, int, str]:
    parts = home.path.split("/") if home.path else []
    return (
        "fastapi" not in home.declarations,
        not _ASIDE.isdisjoint(parts),
        len(parts),
        home.path,
    )


def _holds(directory: str, path: str) -> bool:
    return not directory or path.startswith(f"{directory}/")


# ───────────────────────────── ranges of versions


def _alternatives(declarations: Iterable[Declaration]) -> tuple[SpecifierSet, ...]:
    """The ranges that may come to hold where all of *declarations* are installed together."""
    ranges: dict[str, SpecifierSet] = {}
    for declaration in declarations:
        before = ranges.get(declaration.condition, SpecifierSet())
        ranges[declaration.condition] = before & declaration.specifier
    always = ranges.get("")
    if always is not None:
        ranges = {condition: always & versions for condition, versions in ranges.items()}
    distinct = dict.fromkeys(ranges.values())
    return tuple(versions for versions in distinct if _allowed(versions, versions))


@functools.lru_cache(maxsize=1024)
def _allowed(range_: SpecifierSet, question: SpecifierSet) -> tuple[Version, ...]:
    """Versions in *range_* that stand for all of them, as far as *question* can tell them apart.

    An answer can only change where a specifier has an edge, so the edges and one version right
    above each tell everything. Pre-releases are left out unless a specifier names one.
    """
    probes = {Version("0"), *(p for s in (*range_, *question) for p in _around(s))}
    return tuple(sorted(p for p in probes if range_.contains(p, prereleases=True)))


def _around(specifier: Specifier) -> Iterator[Version]:
    is_prefix = specifier.version.endswith(".*")
    try:
        edge = Version(specifier.version.removesuffix(".*"))
    except InvalidVersion:  # ``===`` takes any string
        return
    edges = [edge]
    if is_prefix or specifier.operator == "~=":
        kept = edge.release if is_prefix else edge.release[:-1]
        upper = ".".join(map(str, (*kept[:-1], kept[-1] + 1)))
        edges.append(Version(f"{edge.epoch}!{upper}"))
    for version in edges:
        yield version
        yield Version(version.base_version)
        yield Version(f"{version.base_version}.0.0.0.1")
