"""How many real defects the tool sees: flagged before the fix, silent after it.

    python -m benchmarks.defects --defects LIST --mirrors 'DIR/{owner}+{name}/repo' --workdir DIR

The list is JSON: a record for each defect, with the repository (``snapshot``: owner/name), the
``parent_commit`` and the ``fix_commit``, the ``class`` of the defect, ``file``, ``line_before`` and
``enclosing`` function, whether it is ``detectable``, and in ``after_note`` what the fix left. The
git directories of the repositories are given with ``--mirrors``.

Both commits' Python sources and manifests are exported, and the tool runs on the record's file from
the root of the export, as a developer runs flake8. A record is *detected* when a diagnostic of the
right family stands in the enclosing function, or within three lines of the defect, before the fix,
and is gone after it; *flagged both* when all such diagnostics are still there; otherwise *missed*.
The work directory must not lie inside another project, which would lend its root.
"""

from __future__ import annotations

import argparse
import ast
import collections
import concurrent.futures
import dataclasses
import difflib
import functools
import io
import json
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence

NEAR = 3
FAMILIES = {
    "sync_in_async": r"FAA4",
    "n_plus_one": r"FAA20[1-9]",
    "session_management": r"FAA21[1-9]|FAA220",
    "weak_security": r"FAA3",
    "shared_model": r"FAA15|FAA306",
    "missing_di": r"FAA50[6-9]|FAA51[01]|FAA525|FAA52[78]",
    "error_handling": r"FAA51[2-9]|FAA520|FAA526|FAA119|FAA320",
    "fat_router": r"FAA50[1-3]",
}
OUTCOMES = ("detected", "flagged both", "missed", "failed")
NOT_STATICALLY = "not statically"

_KEPT = re.compile(
    r".*\.pyi?|(.*/)?(pyproject\.toml|setup\.cfg|setup\.py|requirements[^/]*\.(txt|in)|Pipfile"
    r"|[^/]+\.lock|requirements/[^/]+\.txt)"
)
_DIAGNOSTIC = re.compile(r"(?P<path>.+?):(?P<line>\d+):(?:\d+:)? (?P<code>FAA\d+) (?P<message>.*)")


class Failure(Exception):
    """A record cannot be scored; the message says why."""


@dataclasses.dataclass(frozen=True)
class Defect:
    """One record of the list."""

    id: str
    kind: str
    detectable: str
    snapshot: str
    commits: tuple[str, str]  # before and after the fix
    file: str
    line: int
    enclosing: str
    title: str
    left: str  # what the fix left, "" for nothing

    @classmethod
    def of(cls, record: Mapping[str, str | int]) -> Defect:
        """Reads a record; raises KeyError where something is missing."""
        note = str(record.get("after_note", "clean"))
        return cls(
            id=str(record["id"]),
            kind=str(record["class"]),
            detectable=str(record["detectable"]),
            snapshot=str(record["snapshot"]),
            commits=(str(record["parent_commit"]), str(record["fix_commit"])),
            file=str(record["file"]),
            line=int(record["line_before"]),
            enclosing=str(record["enclosing"]),
            title=str(record.get("title", "")),
            left="" if note == "clean" else note,
        )


@dataclasses.dataclass(frozen=True)
class Said:
    """One diagnostic about the record's file."""

    line: int
    code: str
    message: str


@dataclasses.dataclass(frozen=True)
class Score:
    """How one record came out. *said* is the diagnostic that decided, if any did."""

    defect: Defect
    outcome: str
    said: Said | None = None
    why: str = ""


@dataclasses.dataclass(frozen=True)
class Version:
    """The record's file at one commit, and what was said of it."""

    text: str
    said: tuple[Said, ...]

    @functools.cached_property
    def functions(self) -> tuple[tuple[str, range], ...]:
        """Functions by qualified name with their lines; none where the text is not Python."""
        try:
            return tuple(_functions(ast.parse(self.text)))
        except (SyntaxError, ValueError):
            return ()

    def function_at(self, line: int) -> str:
        """The qualified name of the innermost function around *line*, "" for none."""
        around = [(name, span) for name, span in self.functions if line in span]
        return min(around, key=lambda each: len(each[1]), default=("", range(0)))[0]


@dataclasses.dataclass(frozen=True)
class Run:
    """Where the repositories lie, where exports go, and what is run on them."""

    mirrors: str
    workdir: pathlib.Path
    command: tuple[str, ...]
    timeout: float

    def score(self, defect: Defect) -> Score:
        """How the tool does on the defect; a failure is an outcome too."""
        try:
            before, after = (self._side(defect, side) for side in (0, 1))
        except Failure as failure:
            return Score(defect, "failed", why=str(failure))
        lines, family = region(defect, before), FAMILIES.get(defect.kind, "FAA")
        here = [s for s in before.said if re.match(family, s.code) and s.line in lines]
        if not here:
            return Score(defect, "missed")
        lost = disappeared(before, after)
        gone = [said for said in here if said in lost]
        nearest = min(gone or here, key=lambda said: abs(said.line - defect.line))
        return Score(defect, "detected" if gone else "flagged both", nearest)

    def _side(self, defect: Defect, side: int) -> Version:
        root = self.workdir / defect.id / ("before", "after")[side]
        if not root.exists():
            git_dir = self.mirrors.format(**_names(defect.snapshot))
            export(git_dir, defect.commits[side], root)
        file = root / defect.file
        if not file.exists():
            if side == 0:
                raise Failure(f"{defect.file} is not in {defect.commits[side]}")
            return Version("", ())
        text = file.read_text(encoding="utf-8", errors="replace")
        return Version(text, tuple(self._diagnostics(root, defect.file)))

    def _diagnostics(self, root: pathlib.Path, file: str) -> Iterator[Said]:
        try:
            ran = subprocess.run(
                [*self.command, file],
                cwd=root,
                capture_output=True,
                text=True,
                timeout=self.timeout,
            )
        except subprocess.TimeoutExpired:
            raise Failure(f"took more than {self.timeout:g} s") from None
        if ran.returncode not in (0, 1) or "Traceback (most recent call last)" in ran.stderr:
            raise Failure((ran.stderr or ran.stdout).strip()[-300:])
        for row in ran.stdout.splitlines():
            if found := _DIAGNOSTIC.fullmatch(row):
                yield Said(int(found["line"]), found["code"], found["message"])


def main() -> int:
    """Score the records and print them; returns 2 when the list cannot be read."""
    arguments = _parser().parse_args()
    try:
        records = json.loads(arguments.defects.read_text(encoding="utf-8"))
        every = [Defect.of(record) for record in records]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments.defects}: no list of defects: {error!r}", file=sys.stderr)
        return 2
    wanted = [
        defect
        for defect in every
        if defect.kind in (arguments.kind or [defect.kind])
        and defect.id in (arguments.id or [defect.id])
    ]
    command = tuple(shlex.split(arguments.command))
    run = Run(arguments.mirrors, arguments.workdir.resolve(), command, arguments.timeout)
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        scores = []
        for score in pool.map(run.score, wanted):
            print(_line(score), flush=True)
            scores.append(score)
    print()
    print("\n".join(_summary(scores)))
    return 0


def export(git_dir: str, commit: str, root: pathlib.Path) -> None:
    """Write the Python sources and manifests of *commit* below *root*.

    Raises Failure where the repository or the commit is not there. Blobs that the repository
    lacks, as a partial snapshot may, are left out.
    """
    rows = _git(git_dir, "ls-tree", "-r", "-z", commit).decode("utf-8", "surrogateescape")
    blobs = {}
    for row in filter(None, rows.split("\0")):
        meta, path = row.split("\t", 1)
        mode, _, name = meta.split()
        if mode.startswith("100") and _KEPT.fullmatch(path):
            blobs[path] = name
    # Written beside its place and renamed, so that an interrupted run leaves no half.
    part = root.with_name(f"{root.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    for path, content in _contents(git_dir, blobs):
        target = part / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    part.rename(root)


def disappeared(before: Version, after: Version) -> set[Said]:
    """The diagnostics of *before* that have no counterpart in *after*.

    Counterparts have one code: on lines that the fix did not touch, then in one function with the
    same words, then in one function whatever the words.
    """
    lines = _unchanged(before.text, after.text)

    def same_function(said: Said, other: Said) -> bool:
        return before.function_at(said.line) == after.function_at(other.line)

    gone, left = list(before.said), list(after.said)
    alike: tuple[Callable[[Said, Said], bool], ...] = (
        lambda said, other: lines.get(said.line) == other.line,
        lambda said, other: said.message == other.message and same_function(said, other),
        same_function,
    )
    for is_counterpart in alike:
        for said in tuple(gone):
            for other in left:
                if said.code == other.code and is_counterpart(said, other):
                    gone.remove(said)
                    left.remove(other)
                    break
    return set(gone)


def region(defect: Defect, version: Version) -> frozenset[int]:
    """The lines before the fix that count as the defect's."""
    lines = set(range(defect.line - NEAR, defect.line + NEAR + 1))
    for name, span in version.functions:
        if name == defect.enclosing and defect.line in span:
            lines.update(span)
    return frozenset(lines)


def _functions(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, range]]:
    """Functions by qualified name with their lines, decorators included."""
    for child in ast.iter_child_nodes(node):
        name = prefix
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{prefix}.{child.name}" if prefix else child.name
            first = min([child.lineno, *(each.lineno for each in child.decorator_list)])
            if not isinstance(child, ast.ClassDef):
                yield name, range(first, (child.end_lineno or child.lineno) + 1)
        yield from _functions(child, name)


def _unchanged(before: str, after: str) -> dict[int, int]:
    """The lines that the fix left as they were: number before to number after."""
    matcher = difflib.SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    return {
        block.a + offset + 1: block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }


def _git(git_dir: str, *arguments: str, stdin: bytes | None = None) -> bytes:
    ran = subprocess.run(
        ["git", "--git-dir", git_dir, *arguments], input=stdin, capture_output=True
    )
    if ran.returncode:
        raise Failure(f"git {arguments[0]}: {ran.stderr.decode(errors='replace').strip()[-300:]}")
    return ran.stdout


def _contents(git_dir: str, blobs: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """The blobs, path by path, without those that the repository lacks."""
    wanted = "".join(f"{name}\n" for name in blobs.values()).encode()
    output = io.BytesIO(_git(git_dir, "cat-file", "--batch", stdin=wanted))
    for path in blobs:
        _, kind, *size = output.readline().split()
        if kind == b"blob":
            yield path, output.read(int(size[0]))
            output.read(1)  # the line break behind each


def _names(snapshot: str) -> dict[str, str]:
    owner, _, name = snapshot.partition("/")
    return {"owner": owner, "name": name}


def _line(score: Score) -> str:
    defect, said = score.defect, score.said
    line = (
        f"{score.outcome:12} {defect.kind:18} {defect.detectable:14} {defect.id}  "
        f"{defect.file}:{defect.line} in {defect.enclosing}  {defect.title}"
    )
    if said is not None:
        line += f"\n{'':13}{said.line}: {said.code} {said.message}"
    if score.outcome == "flagged both" and defect.left:
        line += f"\n{'':13}the fix left something: {defect.left}"
    return f"{line}\n{'':13}{score.why}" if score.why else line


def _summary(scores: Sequence[Score]) -> Iterator[str]:
    """Outcomes by class, those that no static analysis can see apart."""
    head = ("class", *OUTCOMES, "of", "share", "still flagged")
    yield "{:20}{:>9}{:>14}{:>8}{:>8}{:>5}{:>7}{:>15}".format(*head)
    visible = [score for score in scores if score.defect.detectable != NOT_STATICALLY]
    for kind in dict.fromkeys(score.defect.kind for score in visible):
        yield _row(kind, [score for score in visible if score.defect.kind == kind])
    yield _row("all", visible)
    if hidden := [score for score in scores if score.defect.detectable == NOT_STATICALLY]:
        yield _row("not statically", hidden)


def _row(title: str, scores: Sequence[Score]) -> str:
    counts = collections.Counter(score.outcome for score in scores)
    # What the record says was left in the same function is rightly flagged after the fix.
    still = sum(score.outcome == "flagged both" and not score.defect.left for score in scores)
    return (
        f"{title:20}{counts['detected']:9}{counts['flagged both']:14}{counts['missed']:8}"
        f"{counts['failed']:8}{len(scores):5}"
        + (f"{counts['detected'] / len(scores):7.0%}{still / len(scores):15.0%}" if scores else "")
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--defects", type=pathlib.Path, required=True, help="the list (JSON)")
    parser.add_argument(
        "--mirrors", required=True, help="git directory of a repository, with {owner} and {name}"
    )
    parser.add_argument(
        "--workdir", type=pathlib.Path, required=True, help="for exports; they are used again"
    )
    parser.add_argument(
        "--command",
        default=f"{shlex.quote(sys.executable)} -m flake8 --isolated -j1 --select FAA",
        help="what is run with the file as its argument; prints as flake8 does (%(default)s)",
    )
    parser.add_argument("--class", dest="kind", action="append", help="only this class")
    parser.add_argument("--id", action="append", help="only this record")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for a run (300)")
    parser.add_argument("--jobs", type=int, default=1, help="records at a time (1)")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
