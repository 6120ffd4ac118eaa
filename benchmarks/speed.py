"""What the first step costs: reading and parsing a directory, and lowering it to records.

    python benchmarks/speed.py DIRECTORY

Both are timed alternately in one process, five times each after a round that warms up; the medians
and their ratio are printed. The floor is what every tool pays that looks at syntax trees at all.
"""

from __future__ import annotations

import argparse
import ast
import gc
import pathlib
import statistics
import time
import warnings
from collections.abc import Callable, Sequence

from flake8_fastapi_arch.facts.lower import lower

ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=pathlib.Path, help="the Python code to measure on")
    directory = parser.parse_args().directory
    files = parseable(directory)
    if not files:
        parser.error(f"{directory} holds no Python file that can be parsed")
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    floor, lowered = medians([lambda: parse(files), lambda: parse_and_lower(files)])
    print(f"{directory}: {len(files):,} files, {lines:,} lines, median of {ROUNDS}")
    print(f"read + parse          {floor:7.3f} s")
    print(f"read + parse + lower  {lowered:7.3f} s  {lowered / floor:.2f} x the floor")


def parseable(directory: pathlib.Path) -> list[pathlib.Path]:
    """The Python files below *directory* that this interpreter can parse and we can lower."""
    found = []
    for file in sorted(directory.rglob("*.py")):
        try:
            parse_and_lower([file])
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        found.append(file)
    return found


def parse(files: Sequence[pathlib.Path]) -> None:
    for file in files:
        ast.parse(file.read_bytes())


def parse_and_lower(files: Sequence[pathlib.Path]) -> None:
    for file in files:
        source = file.read_bytes()
        lower(file.name, ast.parse(source), source.count(b"\n") + 1)


def medians(measured: Sequence[Callable[[], None]]) -> list[float]:
    """The median seconds of each, run in turn so that a slow minute slows all of them alike."""
    seconds: list[list[float]] = [[] for _ in measured]
    for _ in range(ROUNDS):
        for run, times in zip(measured, seconds, strict=True):
            gc.collect()
            started = time.perf_counter()
            run()
            times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in seconds]


if __name__ == "__main__":
    warnings.simplefilter("ignore", SyntaxWarning)  # of the code measured
    main()
