"""What a run of the command printed, printed again while nothing that it read has changed.

Nearly all that such a run takes goes into importing flake8 and the checkers; neither is needed to
see that they would say the same. A run depends on the words of its command line, on what lies
around it (``Asked``), on the files that flake8 finds to check, and on the projects around those
files: all of that is compared, by content.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import pathlib
import sys
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from flake8.discover_files import expand_paths

from flake8_fastapi_arch.baseline import Baseline
from flake8_fastapi_arch.cache import DIRECTORY, Cache
from flake8_fastapi_arch.project.modules.files import project_root
from flake8_fastapi_arch.project.settings import Settings

_CONFIGURATIONS = ("setup.cfg", "tox.ini", ".flake8")


class Printed(msgspec.Struct, frozen=True):
    """What a run wrote to standard output, what it remarked besides, and its exit code."""

    output: bytes
    remarks: tuple[str, ...]
    exit_code: int


class Search(msgspec.Struct, frozen=True):
    """How flake8 looks for files: the arguments of its ``expand_paths``."""

    paths: Sequence[str]
    stdin_display_name: str
    filename_patterns: Sequence[str]
    exclude: Sequence[str]

    def files(self) -> list[str]:
        """The files that are there to check."""
        found = expand_paths(
            paths=self.paths,
            stdin_display_name=self.stdin_display_name,
            filename_patterns=self.filename_patterns,
            exclude=self.exclude,
        )
        return list(found)


class Basis(msgspec.Struct, frozen=True):
    """What a run depended on besides ``Asked``.

    ``files`` are those that *search* found; ``projects`` has for each project's root the version of
    its inventory, as *codes* and *settings* make it; ``others`` are the digests of files that were
    read and belong to no project.
    """

    search: Search
    files: Sequence[str]
    settings: Settings
    codes: Sequence[str]
    projects: dict[str, bytes]
    others: dict[str, bytes]

    def holds(self, cache: Cache) -> bool:
        """Whether all of it is still so; *cache* is that of the project around us."""
        files = self.search.files()
        if files != self.files or digests(self.others) != self.others:
            return False
        roots = {str(root) for root in _roots(files, self.settings.root)}
        return roots == self.projects.keys() and all(
            self._version(pathlib.Path(root), cache) == version
            for root, version in self.projects.items()
        )

    def _version(self, root: pathlib.Path, ours: Cache) -> bytes:
        directory = root / DIRECTORY
        cache = ours if directory == ours.directory else Cache(directory)
        settings = self.settings
        if settings.baseline is not None:
            baseline = Baseline.load(pathlib.Path(settings.baseline))
            settings = dataclasses.replace(settings, baseline=baseline.of_all(root))
        return cache.inventory(root, settings, self.codes).version


class _Entry(msgspec.Struct, frozen=True):
    printed: Printed
    basis: Basis


@dataclasses.dataclass(frozen=True)
class Asked:
    """A command line, and what lies around it: the working directory, whether a terminal reads
    the output, what is installed, flake8's configuration, the files that the words name."""

    name: str
    around: bytes
    root: pathlib.Path

    @classmethod
    def of(cls, argv: Sequence[str]) -> Asked:
        """What *argv* asks, here and now."""
        here = pathlib.Path.cwd()
        # flake8 looks for its configuration from here up to the home directory.
        surely = (argv, str(here), os.path.expanduser("~"), sys.stdout.isatty())
        named = (part for word in argv for part in (word, word.partition("=")[2]))
        configurations = (
            str(directory / name) for directory in (here, *here.parents) for name in _CONFIGURATIONS
        )
        around = digests([*configurations, *filter(os.path.isfile, named)])
        name = hashlib.sha256(msgspec.msgpack.encode(surely)).hexdigest()
        installed = sorted(_distributions())
        return cls(
            name,
            hashlib.sha256(
                msgspec.msgpack.encode((installed, around), order="deterministic")
            ).digest(),
            project_root(here / "any.py"),
        )

    def answer(self) -> Printed | None:
        """What an earlier run printed, where one was asked the same and would print it again."""
        if not (self.root / DIRECTORY).is_dir():
            return None
        cache = Cache(self.root / DIRECTORY)
        known = cache.run(self.name, self.around, _Entry)
        return known.printed if known is not None and known.basis.holds(cache) else None

    def keep(self, printed: Printed, basis: Basis) -> None:
        """Keep what a run on this *basis* has *printed*, for ``answer``."""
        if str(self.root) in basis.projects:
            cache = Cache(self.root / DIRECTORY)
            cache.keep_run(self.name, self.around, _Entry(printed, basis))


def digests(paths: Iterable[str]) -> dict[str, bytes]:
    """What stands for each file's content, and for where it lies behind links; b"" for what cannot
    be read."""
    return {path: _digest(path) for path in paths}


def _digest(path: str) -> bytes:
    if not os.path.isfile(path):  # a pipe would be read for ever
        return b""
    try:
        with open(path, "rb") as file:
            content = hashlib.sha256(file.read()).digest()
    except OSError:
        return b""
    return content + os.fsencode(os.path.realpath(path))


def _roots(files: Iterable[str], configured: str | None) -> set[pathlib.Path]:
    """The roots of the projects that *files* belong to."""
    directories = {os.path.dirname(os.path.abspath(file)) for file in files}
    return {project_root(pathlib.Path(each, "any.py"), configured) for each in directories}


def _distributions() -> Iterator[tuple[str, int]]:
    """What is installed, with the time at which its entry points were written: flake8 finds its
    plugins there."""
    for directory in dict.fromkeys(sys.path):
        try:
            names = os.listdir(directory or ".")
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                try:
                    points = os.stat(os.path.join(directory, name, "entry_points.txt"))
                except OSError:
                    yield name, 0
                else:
                    yield name, points.st_mtime_ns
