"""How long everything takes, beside what no tool can avoid: reading and parsing the same files.

    python -m benchmarks.speed DIRECTORY [--rounds 5] [--table]
    python -m benchmarks.speed DIRECTORY --by-checker

The floor is ``ast.parse`` of every Python file below DIRECTORY, in one process. Beside it stand
the steps of an analysis, each in a process of its own whose start is not counted, and the commands
as people run them, start and all: ``fastapi-arch check`` without a cache, with one, and after a
file changed, flake8 with this plugin and without, and those other linters that lie on the path.
Everything is measured in turn, round after round, so that a slow minute slows all of them alike;
the medians are printed, as processor time and as wall time, with their ratio to the floor and the
peak of memory. DIRECTORY is copied, and is not changed.

``--by-checker`` tells instead where the time of one analysis goes, as a sampling profiler sees it:
by the checker that was asked, by the shared question that it asked (the outermost function of
``project/``, whoever comes first pays for what is kept), and by the function that ran.
"""

from __future__ import annotations

import argparse
import ast
import collections
import contextlib
import dataclasses
import gc
import os
import pathlib
import platform
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import types
import warnings
from collections.abc import Callable, Sequence

from flake8_fastapi_arch.facts.lower import lower

_TICK = 0.002  # seconds of processor time between two samples
_SHOWN = 40
FLOOR = "read and parse (the floor)"
OURS = (sys.executable, "-m", "flake8_fastapi_arch", "check", "--isolated", "--exit-zero")
FLAKE8 = (sys.executable, "-m", "flake8", "--isolated", "--exit-zero")
# Installed, each of them has its bytecode; from a checkout, Python must be allowed to keep it.
_ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
EACH_FILE = "FILES"  # stands for the names of all files
OTHERS = {
    "ruff (FAST, ASYNC, S)": ("ruff", "check", "--isolated", "--no-cache", "--exit-zero", "--quiet",
                              "--select=FAST,ASYNC,S", "."),
    "bandit": ("bandit", "-r", "-q", "--exit-zero", "."),
    "pylint": ("pylint", "--exit-zero", "--recursive=y", "."),
    "flake8-async alone": ("flake8-async", EACH_FILE),
    "semgrep (one pattern)": ("semgrep", "scan", "--metrics=off", "--disable-version-check",
                              "--lang=python", "-e", "requests.get(...)", "."),
    "hydroid (blocking calls)": ("hydroid", "--no-cache", "."),
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Time:
    """What one run took, in seconds, and the most memory it had, in megabytes (0: not known)."""

    cpu: float
    wall: float
    memory: float = 0.0


@dataclasses.dataclass(frozen=True)
class Run:
    """Something that is measured; *before* is done each time first, outside of the clock."""

    name: str
    go: Callable[[], Time]
    before: Callable[[], None] = lambda: None


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=pathlib.Path, help="the Python code to measure on")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each (5)")
    parser.add_argument("--table", action="store_true", help="print a table in Markdown")
    parser.add_argument("--steps", action="store_true", help="leave the commands out")
    parser.add_argument(
        "--by-checker", action="store_true", help="print where the time of one analysis goes"
    )
    parser.add_argument("--only", default="", help="measure the floor and what is named like this")
    parser.add_argument("--step", help=argparse.SUPPRESS)  # how this script calls itself
    arguments = parser.parse_args()
    if arguments.step:
        return take(arguments.step, arguments.directory)
    if not any(arguments.directory.rglob("*.py")):
        parser.error(f"{arguments.directory} holds no Python file")
    if arguments.by_checker:
        return print_shares(arguments.directory.resolve())
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch).resolve() / "project"
        shutil.copytree(arguments.directory, root)
        (root / "pyproject.toml").touch()
        files = parseable(root)
        lines = sum(file.read_bytes().count(b"\n") for file in files)
        runs = [_step(name, root) for name in steps()]
        runs += [] if arguments.steps else commands(root, files)
        runs = [run for run in runs if run.name == FLOOR or arguments.only in run.name]
        medians = measured(runs, arguments.rounds)
    floor = medians[0]
    print(
        f"{arguments.directory.name}: {len(files):,} files, {lines:,} lines; medians of "
        f"{arguments.rounds}; {platform.python_implementation()} {platform.python_version()}, "
        f"{os.cpu_count()} processors ({_processor()})\n"
    )
    rows = [
        (
            run.name,
            f"{time.cpu:.2f} s",
            f"{time.cpu / floor.cpu:.2f}",
            f"{time.wall:.2f} s",
            f"{time.wall / floor.wall:.2f}",
            f"{time.memory:,.0f} MB" if time.memory else "",
        )
        for run, time in zip(runs, medians, strict=True)
    ]
    head = ("", "processor", "x floor", "wall", "x floor", "memory")
    for line in (head, ("---", "---:", "---:", "---:", "---:", "---:"), *rows):
        if arguments.table:
            print("| " + " | ".join(line) + " |")
        elif line[0] != "---":
            print(f"{line[0]:44}" + "".join(f"{word:>11}" for word in line[1:]))


def steps() -> dict[str, Callable[[pathlib.Path, Sequence[pathlib.Path]], object]]:
    """The floor, and the steps of an analysis of some files below a root; each includes the one
    before."""
    from flake8_fastapi_arch.analysis import Analysis
    from flake8_fastapi_arch.catalog import catalog
    from flake8_fastapi_arch.interpreter import deep_stack, without_collector
    from flake8_fastapi_arch.project.settings import Settings

    own = tuple(catalog())
    options = {option.name: option.default for checker in own for option in checker.options}

    def link(root: pathlib.Path, files: Sequence[pathlib.Path]) -> None:
        with without_collector(), deep_stack():
            project = Analysis(Settings(root=str(root), options=options), own).project(root)
            assert project.effects.serving_functions() is not None

    def analyse(root: pathlib.Path, files: Sequence[pathlib.Path]) -> None:
        analysis = Analysis(Settings(root=str(root), options=options), own)
        with without_collector(), deep_stack():  # as the command does
            for file in files:
                analysis.check(str(file), file.read_text("utf-8-sig", "replace"))

    return {
        FLOOR: lambda root, files: parse(files),
        "+ lower to records": lambda root, files: parse_and_lower(files),
        "+ routes, types, the request path": link,
        f"+ all {len(own)} checkers": analyse,
    }


def sampled(
    root: pathlib.Path, files: Sequence[pathlib.Path]
) -> collections.Counter[tuple[types.CodeType, ...]]:
    """The stacks, outermost first, in which an analysis of *files* below *root* is found at each
    tick of processor time, and how often."""
    *_, analyse = steps().values()
    stacks: collections.Counter[tuple[types.CodeType, ...]] = collections.Counter()

    def note(_signal: int, frame: types.FrameType | None) -> None:
        stack = []
        while frame is not None:
            stack.append(frame.f_code)
            frame = frame.f_back
        stacks[tuple(reversed(stack))] += 1

    signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
    analyse(root, files)
    signal.setitimer(signal.ITIMER_PROF, 0)
    return stacks


def print_shares(root: pathlib.Path) -> None:
    """Print which checkers, shared questions and functions an analysis spends its time in."""
    stacks = sampled(root, parseable(root))
    total = stacks.total()
    for title, below in (("checker", "checkers/"), ("question", "project/"), ("function", "")):
        shares: collections.Counter[str] = collections.Counter()
        for codes, count in stacks.items():
            names = [place(code) for code in codes]
            asked = [name for name in names if name.startswith(below) and "project.py" not in name]
            name = names[-1] if not below else asked[0] if asked else "(none)"
            shares[name] += count
        print(f"by {title}:")
        for name, count in shares.most_common(_SHOWN):
            print(f"{count / total:7.1%}  {name}")


def place(code: types.CodeType) -> str:
    """Where *code* stands: its file, below the package where it is ours, and its name."""
    path = pathlib.Path(code.co_filename).as_posix().rpartition("flake8_fastapi_arch/")[2]
    return f"{path}:{code.co_firstlineno} {code.co_name}"


def take(step: str, root: pathlib.Path) -> None:
    """Take one *step*, and print how long it took."""
    act = steps()[step]
    files = parseable(root)
    parse(files)  # so that the files are in memory
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    act(root, files)
    memory = _megabytes(resource.getrusage(resource.RUSAGE_SELF))
    print(time.process_time() - cpu, time.perf_counter() - wall, memory)


def commands(root: pathlib.Path, files: Sequence[pathlib.Path]) -> list[Run]:
    """The commands that people run, on the project at *root*."""
    changed = max(files, key=lambda file: file.stat().st_size)
    some = str(changed.relative_to(root))

    unsaved = root.parent / "unsaved.py"
    unsaved.write_text(changed.read_text("utf-8") + "\n\ndef _typed() -> None: ...\n", "utf-8")

    def forget() -> None:
        for directory in root.glob(".*_cache"):
            shutil.rmtree(directory)

    def touch() -> None:
        with changed.open("a", encoding="utf-8") as file:
            file.write("\n\ndef _measured() -> None: ...\n")

    def known() -> None:
        _command(OURS, root)()

    names = [str(file.relative_to(root)) for file in files]
    others = {
        name: [n for word in words for n in (names if word == EACH_FILE else [word])]
        for name, words in OTHERS.items()
        if shutil.which(words[0])
    }
    return [
        Run("fastapi-arch --version", _command((*OURS[:3], "--version"), root)),
        Run("fastapi-arch check, cold, one process", _command((*OURS, "-j1"), root), forget),
        Run("fastapi-arch check, cold", _command(OURS, root), forget),
        Run("fastapi-arch check, nothing changed", _command(OURS, root), known),
        Run("fastapi-arch check, one file changed", _command(OURS, root), touch),
        Run("fastapi-arch check FILE, which changed", _command((*OURS, some), root), touch),
        Run(
            "flake8 on one file, without us", _command((*FLAKE8, "--extend-ignore=FAA", some), root)
        ),
        Run("flake8, without us", _command((*FLAKE8, "--extend-ignore=FAA", "."), root)),
        Run("flake8, nothing changed", _command((*FLAKE8, "."), root), known),
        Run(
            "flake8 on one file, nothing changed",
            _command((*FLAKE8, "--select=FAA", some), root),
            known,
        ),
        Run(
            "flake8 on one text that is not saved",
            _command((*FLAKE8, "--select=FAA", "--stdin-display-name", some, "-"), root, unsaved),
            known,
        ),
        Run("flake8 --select FAA", _command((*FLAKE8, "--select=FAA", "."), root), forget),
        *(Run(name, _command(words, root)) for name, words in others.items()),
    ]


def parse(files: Sequence[pathlib.Path]) -> None:
    for file in files:
        ast.parse(file.read_bytes())


def parse_and_lower(files: Sequence[pathlib.Path]) -> None:
    for file in files:
        source = file.read_bytes()
        lower(file.name, ast.parse(source), source.count(b"\n") + 1)


def parseable(directory: pathlib.Path) -> list[pathlib.Path]:
    """The Python files below *directory* that this interpreter can parse and we can lower."""
    found = []
    for file in sorted(directory.rglob("*.py")):
        with contextlib.suppress(OSError, SyntaxError, ValueError, RecursionError):
            parse_and_lower([file])
            found.append(file)
    return found


def measured(runs: Sequence[Run], rounds: int) -> list[Time]:
    """The medians of each, run in turn after a round that warms up."""
    times: list[list[Time]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for run, found in zip(runs, times, strict=True):
            run.before()
            taken = run.go()
            if number:
                found.append(taken)
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return [
        Time(
            *(
                statistics.median(getattr(t, f.name) for t in found)
                for f in dataclasses.fields(Time)
            )
        )
        for found in times
    ]


def _step(name: str, root: pathlib.Path) -> Run:
    def go() -> Time:
        words = (sys.executable, "-m", "benchmarks.speed", str(root), "--step", name)
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return Time(*map(float, done.stdout.split()))

    return Run(name, go)


def _command(
    words: Sequence[str], directory: pathlib.Path, text: pathlib.Path | None = None
) -> Callable[[], Time]:
    """*text* is what the command reads from its standard input."""

    def go() -> Time:
        started = time.perf_counter()
        with open(text or os.devnull, "rb") as stdin:
            process = subprocess.Popen(
                words,
                cwd=directory,
                env=_ENVIRONMENT,
                stdin=stdin,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):  # 1: something was found
            raise SystemExit(f"{' '.join(words[:8])}: ended with {process.returncode}")
        return Time(used.ru_utime + used.ru_stime, wall, _megabytes(used))

    return go


def _megabytes(used: resource.struct_rusage) -> float:
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


if __name__ == "__main__":
    warnings.simplefilter("ignore", SyntaxWarning)  # of the code measured
    main()
