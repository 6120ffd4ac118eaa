"""Finds projects on which the analysis takes longer than on others, and what takes it so long.

    python -m benchmarks.outliers DIRECTORY...

Each directory is analysed with all checkers in a process of its own. Printed are its lines, how
many times the floor (reading and parsing the same files) the analysis takes, and in which of our
functions most of that went, as a sampling profiler sees it; the slowest come last. What grows
faster than a project does shows here: a function that takes a tenth of the time of one project, and
nothing of that of others.
"""

from __future__ import annotations

import argparse
import collections
import pathlib
import statistics
import subprocess
import sys
import time

from benchmarks.speed import parse, parseable, place, sampled, steps


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directories", type=pathlib.Path, nargs="+", help="projects to measure on")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # calls itself
    arguments = parser.parse_args()
    if arguments.one:
        return print(*measure(arguments.directories[0].resolve()), sep="\t")
    found = []
    for directory in arguments.directories:
        words = (sys.executable, "-m", "benchmarks.outliers", "--one", str(directory))
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            print(f"{directory.name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            continue
        lines, seconds, ratio, where = done.stdout.rstrip("\n").split("\t")
        found.append((float(ratio), float(seconds), int(lines), directory.name, where))
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    for times, took, size, name, most in sorted(found):
        print(f"{times:6.1f}  {took:7.2f} s  {size:9,} lines  {name:40} {most}")
    if found:
        ratios = [times for times, *_ in found]
        total = sum(size for _, _, size, *_ in found)
        print(
            f"{len(found)} projects, {total:,} lines: the median takes "
            f"{statistics.median(ratios):.1f} times the floor, the slowest {max(ratios):.1f} times"
        )


def measure(root: pathlib.Path) -> tuple[int, float, float, str]:
    """The lines of the project at *root*, the seconds of processor time of its analysis, their
    ratio to the floor, and the function in which most of them went."""
    files = parseable(root)
    lines = sum(file.read_bytes().count(b"\n") for file in files)
    started = time.process_time()
    parse(files)
    floor = time.process_time() - started
    steps()  # imports the checkers
    started = time.process_time()
    stacks = sampled(root, files)
    seconds = time.process_time() - started
    functions: collections.Counter[str] = collections.Counter()
    for codes, count in stacks.items():
        if "flake8_fastapi_arch" in codes[-1].co_filename:
            functions[place(codes[-1])] += count
    [(most, count)] = functions.most_common(1)
    return lines, seconds, seconds / floor, f"{count / stacks.total():.0%} in {most}"


if __name__ == "__main__":
    main()
