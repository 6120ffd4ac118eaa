"""Findings that a team has accepted for now: kept in a file, and told no more.

An entry names a finding by its fingerprint, which survives moving lines, and by the path of its
file, seen from the baseline's own directory. The file can only shrink: what is repaired has to
leave it (FAA002), so that it cannot come back unseen.
"""

from __future__ import annotations

import collections
import dataclasses
import functools
import json
import os
import pathlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import msgspec

from flake8_fastapi_arch.checker import Diagnostic, Dimension

FILE = "fastapi-arch-baseline.json"
VERSION = 1


class Entry(msgspec.Struct, frozen=True):
    """A finding that is accepted, *count* times in one scope. All but ``path``, ``fingerprint``
    and ``count`` is there for people; ``code`` also says which checker has to run to judge it."""

    path: str
    code: str
    fingerprint: str
    count: int = 1
    scope: str = ""
    message: str = ""
    reason: str = ""


class _Document(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    findings: list[Entry]


@dataclasses.dataclass(frozen=True)
class Obsolete:
    """An entry of which only *left* findings are left."""

    entry: Entry
    left: int

    @property
    def reason(self) -> str:
        """What is wrong with it, as FAA002 says it."""
        if not self.left:
            return "matches no finding any more"
        return f"matches {self.left} of {self.entry.count} findings"


@dataclasses.dataclass(frozen=True)
class Baseline:
    """The entries of the file at *path*; none where ``problem`` says why it cannot be used."""

    path: pathlib.Path
    entries: tuple[Entry, ...] = ()
    problem: str = ""

    @classmethod
    def load(cls, path: pathlib.Path) -> Baseline:
        """What the file at *path* holds."""
        try:
            document = msgspec.json.decode(path.read_bytes(), type=_Document)
        except OSError as error:
            return cls(path, problem=f"cannot be read: {error.strerror}")
        except (msgspec.MsgspecError, RecursionError) as error:
            return cls(path, problem=f"is no baseline: {error}")
        if document.version != VERSION:
            known = f"version {document.version}, and only {VERSION} is known"
            return cls(path, problem=f"is a baseline of {known}")
        return cls(path, tuple(document.findings))

    @classmethod
    def of(
        cls, path: pathlib.Path, root: pathlib.Path, found: Sequence[Diagnostic],
        accepted: Sequence[Diagnostic], reason: str,
    ) -> Baseline:  # fmt: skip
        """The baseline at *path* of the *accepted* ones among all that were *found* in the project
        at *root*; what the tool says of itself is no finding."""
        counts = collections.Counter(map(_identity, found))
        entries = {
            _identity(diagnostic): Entry(
                path=_seen_from(path.parent, root / diagnostic.path),
                code=diagnostic.checker.code,
                fingerprint=diagnostic.fingerprint,
                # Those that a comment silences count, too: they come first or last as they like.
                count=counts[_identity(diagnostic)],
                scope=diagnostic.scope,
                message=diagnostic.message,
                reason=reason,
            )
            for diagnostic in accepted
            if diagnostic.checker.dimension is not Dimension.TOOL
        }
        return cls(path, tuple(sorted(entries.values(), key=_order)))

    def unknown(self, file: pathlib.Path, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Those of the diagnostics *found* in *file* that are not accepted."""
        left = collections.Counter(
            {entry.fingerprint: entry.count for entry in self._of_file(file)}
        )
        new = []
        for diagnostic in found:
            fingerprint = diagnostic.fingerprint if left else ""
            if left[fingerprint] > 0:
                left[fingerprint] -= 1
            else:
                new.append(diagnostic)
        return new

    def obsolete(
        self, file: pathlib.Path, found: Iterable[Diagnostic], codes: Collection[str]
    ) -> Iterator[Obsolete]:
        """The entries of *file* that accept more than was *found* by the checkers *codes*."""
        entries = self._of_file(file)
        counts = collections.Counter(d.fingerprint for d in found) if entries else {}
        for entry in entries:
            left = counts.get(entry.fingerprint, 0)
            if left < entry.count and entry.code in codes:
                yield Obsolete(entry, left)

    def gone(self, root: pathlib.Path) -> Iterator[Obsolete]:
        """The entries of files below *root* that are there no more."""
        for path, entries in self._by_file.items():
            if path.is_relative_to(root) and not path.exists():
                yield from (Obsolete(entry, 0) for entry in entries)

    def of_all(self, root: pathlib.Path) -> str | None:
        """What the diagnostics of every file in the project at *root* may depend on here: what is
        wrong as a whole, not what is held of one file."""
        gone = (each.entry.fingerprint for each in self.gone(root))
        return "\n".join((self.problem, *gone)).strip() or None

    def pruned(
        self,
        root: pathlib.Path,
        found: Mapping[pathlib.Path, Sequence[Diagnostic]],
        codes: Collection[str],
    ) -> Baseline:
        """The baseline less what is obsolete in the project at *root*: *found* has the diagnostics
        of each file that the checkers *codes* looked at."""
        obsolete = [*self.gone(root)]
        for file, diagnostics in found.items():
            obsolete += self.obsolete(file, diagnostics, codes)
        left = {each.entry: each.left for each in obsolete}
        kept = (
            msgspec.structs.replace(entry, count=left.get(entry, entry.count))
            for entry in self.entries
        )
        return dataclasses.replace(self, entries=tuple(entry for entry in kept if entry.count))

    @property
    def count(self) -> int:
        """How many findings are accepted."""
        return sum(entry.count for entry in self.entries)

    def text(self) -> str:
        """The content of the file, ending in a newline."""
        findings = [msgspec.structs.asdict(entry) for entry in self.entries]
        document = {"version": VERSION, "findings": findings}
        return json.dumps(document, indent=2) + "\n"

    def _of_file(self, file: pathlib.Path) -> Sequence[Entry]:
        return self._by_file.get(file, ())

    @functools.cached_property
    def _by_file(self) -> Mapping[pathlib.Path, Sequence[Entry]]:
        files = collections.defaultdict[pathlib.Path, list[Entry]](list)
        for entry in self.entries:
            files[pathlib.Path(os.path.normpath(self.path.parent / entry.path))].append(entry)
        return files


def _identity(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.path, diagnostic.fingerprint


def _order(entry: Entry) -> tuple[str, str, str, str]:
    return entry.path, entry.code, entry.scope, entry.fingerprint


def _seen_from(directory: pathlib.Path, path: pathlib.Path) -> str:
    return pathlib.PurePath(os.path.relpath(path, directory)).as_posix()
