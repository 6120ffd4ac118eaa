"""Whether anything makes the analysis crash, hang, or say something else the next time.

    python -m benchmarks.robustness files DIRECTORY      # every file below it: CPython's own, say
    python -m benchmarks.robustness generated --minutes 10 --seed 1
    python -m benchmarks.robustness same DIRECTORY...    # the same findings whatever the run

``files`` checks each file in the project that DIRECTORY is, and each file alone, as a project of
its own; no file may take more than 50 times its parsing (those that parse in less than 5 ms are
measured as if they took that long). ``generated`` does the latter with modules that hypothesmith
makes up from Python's grammar. ``same`` runs the commands with another order of files, in halves
and one by one, with another number of workers, hash seed and working directory, cold and warm, and
compares what they print. Exits with 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import hashlib
import os
import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tokenize
import warnings
from collections.abc import Iterator, Sequence

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Diagnostic
from flake8_fastapi_arch.project.modules.files import python_files
from flake8_fastapi_arch.project.settings import Settings

MOST = 50.0
LEAST_PARSING = 0.005
EVERY_CHECKER = "--extend-select=FAA0,FAA1,FAA2,FAA3,FAA4,FAA5,FAA6"


@dataclasses.dataclass(frozen=True)
class Checked:
    """How a file fared; *problem* is what must not be."""

    path: str
    parsing: float
    checking: float
    problem: str | None

    @property
    def times(self) -> float:
        return self.checking / max(self.parsing, LEAST_PARSING)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    files = commands.add_parser("files", help="check every file, in its project and alone")
    files.add_argument("directory", type=pathlib.Path)
    generated = commands.add_parser("generated", help="check modules made up from the grammar")
    generated.add_argument("--minutes", type=float, default=10.0)
    generated.add_argument("--seed", type=int, default=1)
    same = commands.add_parser("same", help="compare runs that must not differ")
    same.add_argument("directory", type=pathlib.Path, nargs="+")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # of the files that are parsed
    if arguments.command == "files":
        return check_files(arguments.directory.resolve())
    if arguments.command == "generated":
        return check_generated(arguments.minutes, arguments.seed)
    return max(map(compare_runs, arguments.directory))


# ── files


def check_files(directory: pathlib.Path) -> int:
    """Check each file below *directory* in its project, and alone; print how it went."""
    sources = dict(readable(directory))
    total = sum(1 for _ in python_files(directory))
    print(f"{total} files, of which {len(sources)} can be read and parsed")
    failed = False
    started = time.process_time()
    analysis = new_analysis(directory)
    together = [check(analysis, path, source) for path, source in sources.items()]
    seconds = time.process_time() - started
    parsing = sum(checked.parsing for checked in together)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"in one project: {seconds:.1f} s, {seconds / parsing:.1f} x their parsing, {peak} MB")
    failed |= report("in one project", [c for c in together if c.problem])
    with tempfile.TemporaryDirectory() as scratch:
        alone = [
            check_alone(pathlib.Path(scratch), source, path) for path, source in sources.items()
        ]
    slowest = sorted(alone, key=lambda checked: checked.times, reverse=True)
    print("alone, the slowest:")
    for checked in slowest[:5]:
        print(f"  {checked.times:5.1f} x {checked.checking:7.3f} s {checked.path}")
    failed |= report("alone", [c for c in slowest if c.problem or c.times > MOST])
    return int(failed)


def report(how: str, bad: Sequence[Checked]) -> bool:
    """Print what is *bad*, and say whether anything is."""
    print(f"{how}: {len(bad)} crashed or took too long")
    for checked in bad:
        print(f"  {checked.path}: {checked.problem or f'{checked.times:.0f} x its parsing'}")
    return bool(bad)


def readable(directory: pathlib.Path) -> Iterator[tuple[str, str]]:
    """The files below *directory* that this interpreter can parse, with their texts."""
    for path in map(directory.joinpath, python_files(directory)):
        try:
            with tokenize.open(path) as file:
                source = file.read()
            ast.parse(source)
        except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        yield str(path), source


def new_analysis(root: pathlib.Path) -> Analysis:
    options = {option.name: option.default for c in catalog() for option in c.options}
    return Analysis(Settings(root=str(root), options=options), catalog())


def check(analysis: Analysis, path: str, source: str) -> Checked:
    started = time.process_time()
    tree = ast.parse(source)
    parsed = time.process_time()
    try:
        problem = next(map(crash, analysis.check(path, source, tree)), None)
    except Exception as error:  # whatever it is, it is what is looked for here
        problem = f"{type(error).__name__}: {error}"
    return Checked(path, parsed - started, time.process_time() - parsed, problem)


def crash(diagnostic: Diagnostic) -> str | None:
    return diagnostic.message if diagnostic.checker.code == "FAA000" else None


def check_alone(scratch: pathlib.Path, source: str, path: str) -> Checked:
    """How *source* fares as the only file of a project in *scratch*."""
    file = scratch / "module.py"
    file.write_text(source, encoding="utf-8")
    return dataclasses.replace(check(new_analysis(scratch), str(file), source), path=path)


# ── generated modules


def check_generated(minutes: float, seed: int) -> int:
    """Check modules that hypothesmith makes up, for *minutes*."""
    import hypothesis
    import hypothesmith

    end = time.monotonic() + minutes * 60
    checked: list[Checked] = []
    bad: list[Checked] = []
    with tempfile.TemporaryDirectory() as scratch:

        def fares(source: str) -> None:
            try:
                ast.parse(source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return
            found = check_alone(pathlib.Path(scratch), source, f"module {len(checked)}")
            checked.append(found)
            if found.problem or found.times > MOST:
                bad.append(dataclasses.replace(found, path=f"{found.path}:\n{source}\n"))

        round_ = 0
        while time.monotonic() < end:
            for strategy in (hypothesmith.from_grammar(), hypothesmith.from_node()):
                run = hypothesis.settings(
                    max_examples=100, deadline=None, database=None,
                    suppress_health_check=list(hypothesis.HealthCheck),
                    phases=[hypothesis.Phase.generate],
                )(hypothesis.given(strategy)(fares))  # fmt: skip
                hypothesis.seed(seed + round_)(run)()
                round_ += 1
                if time.monotonic() > end:
                    break
    times = max((c.times for c in checked), default=0.0)
    print(f"{len(checked)} modules in {minutes:g} minutes; the slowest {times:.1f} x its parsing")
    return int(report("generated", bad))


# ── runs that must not differ


def compare_runs(directory: pathlib.Path) -> int:
    """Run over a copy of *directory* in every way, and compare what is printed."""
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch).resolve() / "project"
        shutil.copytree(directory, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        (root / "pyproject.toml").touch()
        outputs = {name: printed(root, name) for name in RUNS}
        alone = set(_some(_files(root)))
    print(f"{directory.name}:")
    for name, output in outputs.items():
        digest = hashlib.sha256("\n".join(output).encode()).hexdigest()[:12]
        print(f"  {name:20} {len(output):6} lines {digest}")
    some = [line for line in outputs["cold"] if line.partition(":")[0] in alone]
    expected = {name: some if name == "one by one" else outputs["cold"] for name in RUNS}
    differing = [name for name, output in outputs.items() if output != expected[name]]
    print(f"  differing from the first: {', '.join(differing) or 'none'}", flush=True)
    return int(bool(differing))


RUNS = (
    "cold",
    "warm",
    "hash seed",
    "reversed",
    "shuffled",
    "in halves",
    "one by one",
    "elsewhere",
    "flake8 -j2",
)


def printed(root: pathlib.Path, run: str) -> list[str]:
    """What the *run* prints, as sorted lines with paths relative to *root*.

    Sorted, as flake8 prints the files in the order in which they are named.
    """
    files = _files(root)
    ours = [sys.executable, "-m", "flake8_fastapi_arch", "check"]
    common = ["--isolated", "--exit-zero", EVERY_CHECKER, f"--fastapi-arch-root={root}"]
    fresh = [] if run == "warm" else ["--fastapi-arch-no-cache"]
    seed, cwd, words = "0", root, ["."]
    if run in ("cold", "warm"):
        fresh = []
        if run == "cold":
            shutil.rmtree(root / ".flake8_fastapi_arch_cache", ignore_errors=True)
    elif run == "hash seed":
        seed = "4242"
    elif run == "reversed":
        words = files[::-1]
    elif run == "shuffled":
        words = random.Random(7).sample(files, len(files))
    elif run == "elsewhere":
        cwd, words = root.parent, [root.name]
    elif run == "flake8 -j2":
        ours = [sys.executable, "-m", "flake8", "-j2"]
        common = [*common, "--select=FAA", EVERY_CHECKER]
    several = [words]
    if run == "in halves":
        several = [files[::2], files[1::2]]
    elif run == "one by one":
        several = [[file] for file in _some(files)]
    lines: list[str] = []
    for some in several:
        done = subprocess.run(
            [*ours, *common, *fresh, *some], cwd=cwd, text=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
        )  # fmt: skip
        lines += done.stdout.splitlines()
    return sorted({line.removeprefix("./").removeprefix(f"{root.name}/") for line in lines})


def _files(root: pathlib.Path) -> list[str]:
    return [str(path.relative_to(root)) for path in sorted(root.rglob("*.py"))]


def _some(files: Sequence[str]) -> Sequence[str]:
    """Some twenty of the *files*: to check each alone takes a start of Python each."""
    return files[:: max(1, len(files) // 20)]


if __name__ == "__main__":
    raise SystemExit(main())
