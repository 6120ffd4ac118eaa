"""What earlier runs read and found, kept on disk: a project's records and diagnostics.

An answer from here is the answer that computing would give. Entries are looked up by the content
they were made from, and carry a seal that only this user can make, so that a cache which comes
with a checkout is ignored. What cannot be read or written is not kept; nothing is ever raised.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import pathlib
import secrets
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import msgspec

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.checker import Checker, Diagnostic, Match, Related, Way
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.files import project_files
from flake8_fastapi_arch.project.settings import Settings

DIRECTORY = ".flake8_fastapi_arch_cache"

_DATABASE = "cache.sqlite"
_TABLE = (
    "CREATE TABLE entry (kind TEXT, name TEXT, version BLOB, data BLOB, seal BLOB, "
    "PRIMARY KEY (kind, name)) WITHOUT ROWID"
)
_SECRET_BYTES = 32
_RUNS = 32  # that are kept
_WAIT = 0.5  # seconds for another process that is writing
_TICK = 2_000_000_000  # nanoseconds in which a file may change without a new time stamp
_READ = (".py", ".toml", ".cfg", ".ini", ".txt", ".in", ".lock", ".yml", ".yaml", ".json", ".xml")
_READ_NAMES = frozenset({"Pipfile", ".flake8"})

T = TypeVar("T")
Stamp = tuple[int, int, int, int]
"""Size, times of modification and of status change (nanoseconds), and inode of a file."""


class Inventory(msgspec.Struct, frozen=True):
    """The files that a project's diagnostics may depend on, each with the digest of its content.

    ``version`` is one digest over all of them, and over the tool, its settings and the checkers
    that are asked; ``around`` is one without these, and without what the modules hold.
    """

    digests: Mapping[str, bytes]
    version: bytes
    around: bytes


NOTHING = Inventory({}, b"", b"")


class _Finding(msgspec.Struct, frozen=True, array_like=True):
    """A diagnostic as it is written."""

    code: str
    scope: str
    line: int
    col: int
    details: dict[str, str | int | float | bool | None]
    related: list[tuple[str, int, str, Way]]
    anchor: str | None


class Cache:
    """The kept entries of one project; without a *directory* that can be written, none."""

    def __init__(self, directory: pathlib.Path | None) -> None:
        self.directory = directory
        self._secret = b""
        self._connections: dict[int, sqlite3.Connection | None] = {}
        if directory is not None:
            with contextlib.suppress(OSError):
                self._secret = _secret()

    @property
    def is_open(self) -> bool:
        return self._database is not None

    @property
    def _database(self) -> sqlite3.Connection | None:
        """This process's connection. Those of the processes that it was forked from must neither be
        used nor closed here."""
        process = os.getpid()
        if process not in self._connections:
            self._connections[process] = None
            if self.directory is not None and self._secret:
                with contextlib.suppress(OSError, sqlite3.Error):
                    self._connections[process] = _open(self.directory)
        return self._connections[process]

    def _give_up(self) -> None:
        self._connections[os.getpid()] = None

    def inventory(self, root: pathlib.Path, settings: Settings, codes: Iterable[str]) -> Inventory:
        """What the diagnostics of the project at *root* depend on, under *settings*, when the
        checkers with these *codes* are asked. Only files that changed are read."""
        known = self._read("inventory", "", b"", dict[str, tuple[Stamp, bytes]]) or {}
        found: dict[str, tuple[Stamp, bytes]] = {}
        digests: dict[str, bytes] = {}
        now = time.time_ns()
        for path in _inputs(root, settings):
            try:
                status = os.stat(root / path)
                stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
                before = known.get(path)
                if before is not None and before[0] == stamp:
                    digests[path] = before[1]
                else:
                    digests[path] = hashlib.sha256((root / path).read_bytes()).digest()
            except OSError:
                continue
            if max(status.st_mtime_ns, status.st_ctime_ns) < now - _TICK:
                found[path] = stamp, digests[path]
        if found != known:
            self._write("inventory", "", b"", found)
        for path in known.keys() - digests.keys():
            self._change("DELETE FROM entry WHERE name = ?", path)
        around = {path: b"" if path.endswith(".py") else d for path, d in digests.items()}
        return Inventory(
            digests,
            _digest(_tool(), settings, sorted(codes), digests),
            _digest(_tool(), settings, around),
        )

    def modules(self, inventory: Inventory) -> dict[str, Module]:
        """The records of those files of *inventory* that were read before with this content."""
        found = {}
        query = "SELECT name, version, data, seal FROM entry WHERE kind = 'module'"
        for path, version, data, seal in self._rows(query):
            if _is_of(inventory, path, version) and self._is_sealed(
                "module", path, version, data, seal
            ):
                module = _decoded(data, Module)
                if module is not None:
                    found[path] = module
        return found

    def paths(self, inventory: Inventory) -> set[str]:
        """The files of *inventory* whose records ``modules`` gives, unless somebody else wrote
        them."""
        rows = self._rows("SELECT name, version FROM entry WHERE kind = 'module'")
        return {path for path, version in rows if _is_of(inventory, path, version)}

    def keep_module(self, module: Module, inventory: Inventory) -> None:
        """Keep the records of a file, read with the content that *inventory* says."""
        digest = inventory.digests.get(module.path)
        if digest is not None:
            self._write("module", module.path, digest + _tool(), module)

    def linked(self, inventory: Inventory, form: type[T]) -> T | None:
        """What was kept of how the modules of *inventory* hang together, though they may have held
        something else then."""
        return self._read("linked", "", inventory.around, form)

    def keep_linked(self, inventory: Inventory, value: object) -> None:
        """Keep *value*, which says how the modules of *inventory* hang together."""
        self._write("linked", "", inventory.around, value)

    def diagnostics(
        self, path: str, inventory: Inventory, checkers: Mapping[str, Checker[Any]]
    ) -> list[Diagnostic] | None:
        """What was said of the file at *path* in a project with this *inventory*, if it is kept."""
        findings = self._read("findings", path, inventory.version, list[_Finding])
        return None if findings is None else _diagnostics(path, findings, checkers)

    def keep_diagnostics(
        self, path: str, inventory: Inventory, found: Iterable[Diagnostic]
    ) -> None:
        """Keep what was said of the file at *path* in a project with this *inventory*."""
        self._write("findings", path, inventory.version, list(map(_finding, found)))

    def lines(self, path: str, inventory: Inventory) -> dict[int, str]:
        """The lines of the file at *path* that were kept with its diagnostics, by their numbers."""
        return self._read("lines", path, inventory.version, dict[int, str]) or {}

    def keep_lines(self, path: str, inventory: Inventory, lines: Mapping[int, str]) -> None:
        """Keep the *lines* in which something was said of the file at *path*."""
        self._write("lines", path, inventory.version, lines)

    def run(self, name: str, around: bytes, form: type[T]) -> T | None:
        """What was kept of the run that *name* stands for, with this *around* it."""
        return self._read("run", name, around + _tool(), form)

    def keep_run(self, name: str, around: bytes, value: object) -> None:
        """Keep *value* of the run that *name* stands for, with this *around* it."""
        for (count,) in self._rows("SELECT count(*) FROM entry WHERE kind = 'run'"):
            if count >= _RUNS:  # a hook names other files each time
                self._change("DELETE FROM entry WHERE kind = 'run'")
        self._write("run", name, around + _tool(), value)

    # ── entries: a kind, a name, the version of what it was made from, the data, and its seal

    def _read(self, kind: str, name: str, version: bytes, form: type[T]) -> T | None:
        query = "SELECT version, data, seal FROM entry WHERE kind = ? AND name = ?"
        for kept, data, seal in self._rows(query, kind, name):
            if kept == version and self._is_sealed(kind, name, kept, data, seal):
                return _decoded(data, form)
        return None

    def _rows(self, query: str, *values: str) -> list[Any]:
        database = self._database
        if database is None:
            return []
        try:
            return database.execute(query, values).fetchall()
        except sqlite3.Error:
            self._give_up()
            return []

    def _write(self, kind: str, name: str, version: bytes, value: object) -> None:
        data = zlib.compress(msgspec.msgpack.encode(value), 1)
        row = kind, name, version, data, self._seal(kind, name, version, data)
        self._change("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)", *row)

    def _change(self, statement: str, *values: str | bytes) -> None:
        database = self._database
        if database is not None:
            try:
                database.execute(statement, values)
            except sqlite3.Error:
                self._give_up()

    def _seal(self, kind: str, name: str, version: bytes, data: bytes) -> bytes:
        head = msgspec.msgpack.encode((kind, name, version))
        return hmac.digest(self._secret, head + data, "sha256")

    def _is_sealed(self, kind: str, name: Any, version: Any, data: Any, seal: Any) -> bool:
        """Whether the columns of a row, which may hold anything, are what this user wrote."""
        return (
            isinstance(name, str)
            and all(isinstance(column, bytes) for column in (version, data, seal))
            and hmac.compare_digest(seal, self._seal(kind, name, version, data))
        )


def _digest(*parts: object) -> bytes:
    return hashlib.sha256(msgspec.msgpack.encode(parts, order="deterministic")).digest()


def _is_of(inventory: Inventory, path: str, version: bytes) -> bool:
    """Whether the records of *version* are those of the file at *path* as *inventory* has it."""
    digest = inventory.digests.get(path)
    return digest is not None and version == digest + _tool()


def _finding(diagnostic: Diagnostic) -> _Finding:
    match = diagnostic.match
    return _Finding(
        diagnostic.checker.code,
        diagnostic.scope,
        match.line,
        match.col,
        {name: _plain(value) for name, value in match.details.items()},
        [(r.path, r.line, r.message, r.way) for r in match.related],
        match.anchor,
    )


def _diagnostics(
    path: str, findings: Iterable[_Finding], checkers: Mapping[str, Checker[Any]]
) -> list[Diagnostic] | None:
    if any(finding.code not in checkers for finding in findings):
        return None
    return [
        Diagnostic(
            checkers[finding.code],
            path,
            finding.scope,
            Match(
                finding.line,
                finding.col,
                finding.details,
                tuple(Related(*related) for related in finding.related),
                finding.anchor,
            ),
        )
        for finding in findings
    ]


def _decoded(data: bytes, form: type[T]) -> T | None:
    try:
        return msgspec.msgpack.decode(zlib.decompress(data), type=form)
    except (zlib.error, msgspec.MsgspecError, UnicodeError, RecursionError):
        return None


def _plain(value: object) -> str | int | float | bool | None:
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def _inputs(root: pathlib.Path, settings: Settings) -> Iterator[str]:
    """The files that an analysis may read, relative to *root* where they lie below it."""
    for path in project_files(root):
        if path.endswith(_READ) or path.rpartition("/")[2] in _READ_NAMES:
            yield path
    yield from settings.libraries
    if settings.team_rules is not None:
        for path in project_files(pathlib.Path(settings.team_rules)):
            yield os.path.join(settings.team_rules, path)


@functools.cache
def _tool() -> bytes:
    """What stands for this version of the tool, and of the Python whose syntax it reads."""
    package = pathlib.Path(__file__).parent
    files = (package / path for path in project_files(package))
    stamps = sorted((str(f), f.stat().st_size, f.stat().st_mtime_ns) for f in files)
    parts = (__version__, tuple(sys.version_info), stamps)
    return hashlib.sha256(msgspec.msgpack.encode(parts)).digest()


def _secret() -> bytes:
    """The key of this user's seals, made on first use. Raises OSError where there is no place."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    file = pathlib.Path(home, "flake8-fastapi-arch", "key")
    with contextlib.suppress(FileNotFoundError):
        known = file.read_bytes()
        if len(known) == _SECRET_BYTES:
            return known
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_bytes(_SECRET_BYTES)
    # Another process may make one at the same time; the seals of one of them are worth nothing.
    draft = file.with_name(f"key.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(made)
    os.replace(draft, file)
    return file.read_bytes()


def _open(directory: pathlib.Path) -> sqlite3.Connection:
    """The database in *directory*. Raises OSError or sqlite3.Error where there can be none."""
    directory.mkdir(parents=True, exist_ok=True)
    if any(path.is_symlink() for path in (directory, *directory.iterdir())):
        raise OSError("a link could lead anywhere, and what lies there would be changed")
    with contextlib.suppress(FileExistsError), open(directory / ".gitignore", "x") as ignore:
        ignore.write("# Written by flake8-fastapi-arch; may be deleted at any time.\n*\n")
    file = directory / _DATABASE
    try:
        return _connect(file)
    except sqlite3.DatabaseError:
        file.unlink(missing_ok=True)  # cut short, or nothing of ours
        return _connect(file)


def _connect(file: pathlib.Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    schema = connection.execute("SELECT sql FROM sqlite_master").fetchall()
    if schema not in ([], [(_TABLE,)]):  # a view may never end
        connection.close()
        raise sqlite3.DatabaseError("not ours")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # what a crash loses is computed again
    if not schema:
        connection.execute(_TABLE.replace("TABLE", "TABLE IF NOT EXISTS"))
    return connection
