"""What a change does to the routes that an application serves, and to what guards them."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import pathlib
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Sequence

from flake8_fastapi_arch.git import git
from flake8_fastapi_arch.routes_view import Record

GUARD_LOST = "guard lost"

# Sources, and what says which versions they run with; nothing else is read of a revision.
_READ = ("*.py", "*.toml", "*.txt", "*.cfg", "*.ini", "*.lock", "*Pipfile", "*.in", "*METADATA")


class NoRevision(Exception):
    """A revision cannot be read; the message says why, for people."""


@dataclasses.dataclass(frozen=True)
class Change:
    """One difference: ``kind`` is added, removed, moved, guard lost, guard gained, status or
    response model; ``before`` and ``after`` are what it was and is, in words."""

    kind: str
    method: str
    path: str
    file: str | None
    line: int | None
    before: str
    after: str

    @property
    def text(self) -> str:
        """The change on one line."""
        where = f" ({self.file}:{self.line})" if self.file else ""
        route = f"{self.method} {self.path}"
        match self.kind:
            case "added":
                return f"{self.kind}: {route}, guarded by {self.after or 'nothing'}{where}"
            case "removed":
                return f"{self.kind}: {route}, was guarded by {self.before or 'nothing'}"
        return f"{self.kind}: {route}: {self.before or 'none'} -> {self.after or 'none'}{where}"


def compare(before: Iterable[Record], after: Iterable[Record]) -> list[Change]:
    """The changes from one route inventory to another, lost guards first."""
    old = {(r["app"], r["method"], r["path"]): r for r in before}
    new = {(r["app"], r["method"], r["path"]): r for r in after}
    pairs = [(old[key], new[key]) for key in old if key in new]
    gone = [record for key, record in old.items() if key not in new]
    come = [record for key, record in new.items() if key not in old]
    moved, gone, come = _moved(gone, come)
    changes = [
        *(c for pair in (*pairs, *moved) for c in _differences(*pair)),
        *(_change("moved", b, a, b["path"], a["path"]) for b, a in moved),
        *(_change("removed", record, None, _guards(record), "") for record in gone),
        *(_change("added", None, record, "", _guards(record)) for record in come),
    ]
    return sorted(changes, key=lambda c: (c.kind != GUARD_LOST, c.kind, c.path, c.method))


@contextlib.contextmanager
def checked_out(
    directory: pathlib.Path, revision: str, *, whole: bool = False
) -> Iterator[pathlib.Path]:
    """A temporary directory with *directory* as it was at *revision*; the work tree is not touched.

    It has the sources; with *whole* all files, also those of the repository around it. Raises
    NoRevision where git, the repository or the revision is missing.
    """
    prefix = _git(directory, "rev-parse", "--show-prefix").decode().strip()
    if whole:
        top = pathlib.Path(_git(directory, "rev-parse", "--show-toplevel").decode().strip())
        archive = _git(top, "archive", "--format=tar", f"{revision}^{{tree}}")
    else:
        tree = f"{revision}:{prefix}" if prefix else f"{revision}^{{tree}}"
        tracked = _tracked(directory, tree)
        archive = _git(directory, "archive", "--format=tar", tree, "--", *tracked)
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place).resolve()
        _unpack(archive, root)
        here = root / prefix if whole else root
        if not here.is_dir():
            raise NoRevision(f"there was no {prefix} at {revision}")
        if whole:
            (root / ".git").mkdir()  # where the repository ends; there is no history in it
        yield here


def _unpack(archive: bytes, root: pathlib.Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            target = root / member.name
            if member.isfile() and target.is_relative_to(root) and ".." not in target.parts:
                target.parent.mkdir(parents=True, exist_ok=True)
                content = tar.extractfile(member)
                target.write_bytes(content.read() if content else b"")


def _tracked(directory: pathlib.Path, tree: str) -> list[str]:
    """The pathspecs of ``_READ`` that match something: git refuses to archive the others."""
    names = _git(directory, "ls-tree", "-r", "--name-only", "-z", "--full-tree", tree)
    paths = [pathlib.PurePosixPath(name) for name in names.decode("utf-8", "replace").split("\0")]
    return [pattern for pattern in _READ if any(path.match(pattern) for path in paths)]


def _git(directory: pathlib.Path, *arguments: str) -> bytes:
    try:
        done = git(directory, *arguments)
    except FileNotFoundError:
        raise NoRevision("git is not installed") from None
    if done.returncode:
        raise NoRevision(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def _moved(
    gone: Sequence[Record], come: Sequence[Record]
) -> tuple[list[tuple[Record, Record]], list[Record], list[Record]]:
    """Pairs that have the same handler and method, and what is left of both."""
    pairs: list[tuple[Record, Record]] = []
    left = list(come)
    for record in gone:
        same = [
            other
            for other in left
            if record["handler"]
            and (other["handler"], other["method"]) == (record["handler"], record["method"])
        ]
        if same:
            pairs.append((record, same[0]))
            left.remove(same[0])
    taken = {id(record) for record, _ in pairs}
    return pairs, [record for record in gone if id(record) not in taken], left


def _differences(before: Record, after: Record) -> Iterator[Change]:
    lost = [guard for guard in before["guards"] if guard not in after["guards"]]
    gained = [guard for guard in after["guards"] if guard not in before["guards"]]
    if lost:
        yield _change(GUARD_LOST, before, after, ", ".join(lost), _guards(after))
    if gained:
        yield _change("guard gained", before, after, _guards(before), ", ".join(gained))
    for kind, field in (("status", "status_code"), ("response model", "response_model")):
        if before[field] != after[field]:
            yield _change(kind, before, after, str(before[field]), str(after[field]))


def _change(kind: str, before: Record | None, after: Record | None, old: str, new: str) -> Change:
    record = after if after is not None else before
    assert record is not None
    return Change(kind, record["method"], record["path"], record["file"], record["line"], old, new)


def _guards(record: Record) -> str:
    return ", ".join(record["guards"])
