"""Which directory is the project, and which files belong to it."""

from __future__ import annotations

import fnmatch
import functools
import os
import pathlib
from collections.abc import Iterable, Iterator

_MARKERS = (
    ".git", ".hg", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini", ".flake8",
    "requirements.txt", "Pipfile",
)  # fmt: skip
_ASIDE = frozenset({"docs", "docs_src", "doc", "scripts", "templates"})
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "__pypackages__"})
_EXAMPLES = frozenset(
    {
        "example", "examples", "demo", "demos", "docs", "docs_src", "sample", "samples", "tutorial",
        "tutorials", "benchmark", "benchmarks",
    }
)  # fmt: skip
_NAMELESS = "stdin"  # what flake8 calls a text from standard input, unless it is told
_PATHS = 1 << 14  # of which is kept what they are


def project_root(file: pathlib.Path, configured: str | None = None) -> pathlib.Path:
    """The root of the project that *file* (absolute) belongs to.

    A configured root wins where it holds the file. Then the nearest directory with a project's
    marks (``pyproject.toml``, ``.git`` ...) at or above the working directory; below it, for a
    working directory that holds several projects, the uppermost one above the file. Where nothing
    is marked, the working directory; and for a file outside of it, the nearest marked directory
    or else the one that holds the file's top package.
    """
    if configured is not None:
        root = pathlib.Path(configured)
        if file.is_relative_to(root):
            return root
    here = pathlib.Path.cwd()
    if file.is_relative_to(here):
        for directory in (here, *here.parents):
            if is_marked(directory):
                return directory
        below = [d for d in file.parents if d.is_relative_to(here) and is_marked(d)]
        return below[-1] if below else here
    for directory in file.parents:
        if is_marked(directory):
            return directory
    package = file.parent
    while (package / "__init__.py").exists() and package != package.parent:
        package = package.parent
    return package


def python_files(root: pathlib.Path) -> Iterator[str]:
    """The project's Python files, relative to *root* with ``/``, sorted."""
    return (path for path in project_files(root) if path.endswith(".py"))


def project_files(root: pathlib.Path) -> Iterator[str]:
    """All files of the project, relative to *root* with ``/``, sorted within each directory.

    Virtual environments, hidden directories and what tools generate are not the project's; links
    to directories are not followed, nor those to files outside of it. A file is a regular one: a
    pipe would be read for ever.
    """
    pending = [""]
    while pending:
        below = pending.pop()
        directories: list[str] = []
        for entry in _entries(root / below):
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if _may_hold_sources(entry):
                    directories.append(f"{path}/")
            elif entry.is_file(follow_symlinks=False) or (
                entry.is_symlink() and is_own(root / path, root)
            ):
                yield path
        pending += directories[::-1]


def _entries(directory: pathlib.Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(directory) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _may_hold_sources(directory: os.DirEntry[str]) -> bool:
    return not (
        directory.name.startswith(".")
        or directory.name in _SKIPPED
        or directory.name.endswith(".egg-info")
        or os.path.exists(os.path.join(directory.path, "pyvenv.cfg"))
    )


def is_own(file: pathlib.Path, root: pathlib.Path) -> bool:
    """Whether *file* is a regular file that lies below *root*, also where links lead to it."""
    real, home = os.path.realpath(file), os.path.realpath(root)
    return os.path.isfile(real) and real.startswith(os.path.join(home, ""))


@functools.lru_cache(maxsize=_PATHS)
def is_test(path: str) -> bool:
    """Whether *path* (relative, ``/``) is a test or serves tests, by pytest's naming, or is the
    server that clients are tested with."""
    *directories, name = path.split("/")
    return (
        not {"test", "tests", "testbed"}.isdisjoint(directories)
        or name in ("conftest.py", "testbed.py")
        or name.startswith("test_")
        or name.endswith("_test.py")
    )


@functools.lru_cache(maxsize=_PATHS)
def is_aside(path: str) -> bool:
    """Whether *path* (relative, ``/``) is documentation, an example or a script: nobody's tests."""
    directories = path.split("/")[:-1]
    return any(name in _ASIDE or name.startswith("example") for name in directories)


def is_nameless(path: str) -> bool:
    """Whether *path* (relative, ``/``) stands for a text of which nothing tells the file: whether
    anything imports it cannot be known."""
    return path.rpartition("/")[2] == _NAMELESS


def is_example(path: str) -> bool:
    """Whether *path* (relative, ``/``) shows how something is used, by its name."""
    *directories, name = path.lower().split("/")
    return not _EXAMPLES.isdisjoint(directories) or name.startswith(("demo_", "example_"))


def is_excluded(root: pathlib.Path, path: str, patterns: Iterable[str]) -> bool:
    """Whether flake8 leaves *path* (relative to *root*, with ``/``) out when it walks the project
    and excludes *patterns*."""
    places = [pathlib.PurePosixPath(path), *pathlib.PurePosixPath(path).parents][:-1]
    return any(
        fnmatch.fnmatch(place.name, pattern) or fnmatch.fnmatch(str(root / place), pattern)
        for pattern in patterns
        for place in places
    )


def is_marked(directory: pathlib.Path) -> bool:
    """Whether *directory* bears a project's marks."""
    return any((directory / marker).exists() for marker in _MARKERS)
