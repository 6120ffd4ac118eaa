"""Check and review every project of the corpus, and say how it went.

Every checker runs, opt-in ones too. The findings are left in ``.corpus/results/NAME.json``, the
reviews in ``NAME.md`` beside them. Exits with 1 when a run crashed, hung or reported FAA000.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence

from benchmarks.corpus import CORPUS, Pin, pins

RESULTS = CORPUS / "results"
TIMEOUT = 900.0

_EVERY_CHECKER = "--extend-select=FAA0,FAA1,FAA2,FAA3,FAA4,FAA5,FAA6"


@dataclasses.dataclass(frozen=True)
class Run:
    """One command that came to its end, or was ended."""

    command: str
    exit_code: int  # negative: killed by that signal
    seconds: float
    megabytes: float
    output: str
    errors: str

    @property
    def complaint(self) -> str | None:
        """What is wrong with the run itself, whatever it found."""
        if "Traceback (most recent call last)" in self.errors + self.output:
            return f"{self.command}: traceback\n{self.errors}"
        if self.exit_code not in (0, 1):
            return f"{self.command}: exit code {self.exit_code}\n{self.errors or self.output}"
        return None


def main() -> int:
    """Run over the projects that are named on the command line, or all; print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    known = {pin.name: pin for pin in pins()}
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(known)} (default: all)")
    names = parser.parse_args().name or list(known)
    if unknown := [name for name in names if name not in known]:
        parser.error(f"not in the corpus: {', '.join(unknown)}")
    if missing := [name for name in names if not known[name].is_fetched]:
        parser.error(f"not fetched: {', '.join(missing)}; run `make corpus`")

    RESULTS.mkdir(exist_ok=True)
    total: collections.Counter[str] = collections.Counter()
    complaints: list[str] = []
    print(f"{'project':20} {'files':>5} {'check':>8} {'report':>8} {'MB':>5} {'findings':>8}")
    for name in names:
        found, problems = _measure(known[name])
        total += found
        complaints += [f"{name}: {problem}" for problem in problems]
    print()
    for code, count in sorted(total.items()):
        print(f"{code} {count:7}")
    print(f"total  {sum(total.values()):7}")
    for complaint in complaints:
        print(f"\n{complaint}", file=sys.stderr)
    return 1 if complaints else 0


def _measure(pin: Pin) -> tuple[collections.Counter[str], list[str]]:
    """Check and review one project and print its line: findings by code, and what went wrong."""
    options = ("--isolated", f"--fastapi-arch-root={pin.directory}", _EVERY_CHECKER)
    check = _run("check", *options, "--format=json", cwd=pin.directory)
    report = _run("report", *options, cwd=pin.directory)
    (RESULTS / f"{pin.name}.json").write_text(check.output, encoding="utf-8")
    (RESULTS / f"{pin.name}.md").write_text(report.output, encoding="utf-8")
    problems = [run.complaint for run in (check, report) if run.complaint]
    try:
        findings = json.loads(check.output)
    except ValueError as error:
        findings = []
        if not problems:
            problems.append(f"check: the output is not JSON: {error}\n{check.errors}")
    found = collections.Counter(finding["code"] for finding in findings)
    problems += _crashes(findings)
    files = sum(1 for _ in pin.directory.rglob("*.py"))
    print(
        f"{pin.name:20} {files:5} {check.seconds:7.1f}s {report.seconds:7.1f}s "
        f"{max(check.megabytes, report.megabytes):5.0f} {found.total():8}"
        + ("  !" if problems else ""),
        flush=True,
    )
    return found, problems


def _crashes(findings: Sequence[dict[str, str]]) -> Iterator[str]:
    """What FAA000 says, each failure once, with the first file it was seen in."""
    failures: dict[str, list[str]] = {}
    for finding in findings:
        if finding["code"] == "FAA000":
            failures.setdefault(finding["message"], []).append(finding["path"])
    for message, paths in failures.items():
        yield f"FAA000 x {len(paths)}, first in {paths[0]}: {message}"


def _run(*arguments: str, cwd: pathlib.Path) -> Run:
    """Run ``fastapi-arch`` with *arguments*; after TIMEOUT seconds it is killed."""
    command = [sys.executable, "-m", "flake8_fastapi_arch", *arguments]
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=output, stderr=errors)
        timer = threading.Timer(TIMEOUT, process.kill)
        timer.start()
        # wait4 tells the memory of this child alone, without those before it.
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        return Run(
            arguments[0],
            process.returncode,
            seconds,
            # Linux counts in kilobytes, macOS in bytes.
            usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2),
            output.read().decode("utf-8", "replace"),
            errors.read().decode("utf-8", "replace"),
        )


if __name__ == "__main__":
    raise SystemExit(main())
