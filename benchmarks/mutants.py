"""How many small changes of the analysis itself the tests notice.

    python -m benchmarks.mutants [--sample 100] [--seed 1]

cosmic-ray changes the modules that `benchmarks/mutants.toml` names at one place at a time (a
comparison turned round, a `not` more, a number off by one, a decorator lost) and runs the tests
named there, in a copy of the repository. A sample is drawn by lot from all mutants; those that
nothing noticed are shown. Needs the extra `fuzz`.
"""

from __future__ import annotations

import argparse
import collections
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent
CONFIGURATION = "benchmarks/mutants.toml"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sample", type=int, default=100, help="how many mutants (100)")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        copy = pathlib.Path(scratch) / "repository"
        copy_tracked(copy)
        run(copy, "cosmic-ray", "init", CONFIGURATION, "mutants.sqlite")
        run(copy, "cr-filter-operators", "mutants.sqlite", CONFIGURATION)
        session = copy / "mutants.sqlite"
        total = leave(session, arguments.sample, arguments.seed)
        run(copy, "cosmic-ray", "exec", CONFIGURATION, "mutants.sqlite")
        print(f"{arguments.sample} of {total} mutants, by lot (seed {arguments.seed})")
        show(session)
    return 0


def copy_tracked(target: pathlib.Path) -> None:
    """Copy what git tracks, as it is now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run(directory: pathlib.Path, command: str, *words: str) -> None:
    """Run a *command* that is installed beside this Python; its tests import the copy."""
    installed = pathlib.Path(sys.executable).parent
    path = f"{installed}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(directory)}
    subprocess.run([installed / command, *words], cwd=directory, env=environment, check=True)


def leave(session: pathlib.Path, size: int, seed: int) -> int:
    """Leave *size* of the mutants to be tried, drawn by lot; how many there were."""
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import WorkerOutcome, WorkResult

    with use_db(str(session), WorkDB.Mode.open) as database:
        pending = sorted(
            database.pending_work_items,
            key=lambda item: [
                (str(m.module_path), m.operator_name, m.occurrence) for m in item.mutations
            ],
        )
        lot = random.Random(seed)
        chosen = {item.job_id for item in lot.sample(pending, min(size, len(pending)))}
        left_out = [item.job_id for item in pending if item.job_id not in chosen]
        database.set_multiple_results(left_out, WorkResult(WorkerOutcome.SKIPPED))
    return len(pending)


def show(session: pathlib.Path) -> None:
    """Print what survived, and how many of each module were noticed."""
    from cosmic_ray.work_db import WorkDB, use_db
    from cosmic_ray.work_item import WorkerOutcome

    tried: collections.Counter[str] = collections.Counter()
    noticed: collections.Counter[str] = collections.Counter()
    with use_db(str(session), WorkDB.Mode.open) as database:
        for item, result in database.completed_work_items:
            if result.worker_outcome is WorkerOutcome.SKIPPED:
                continue
            module = str(item.mutations[0].module_path)
            tried[module] += 1
            noticed[module] += result.is_killed
            if not result.is_killed:
                print(result.diff)
    for module, count in sorted(tried.items()):
        print(f"{module}: {noticed[module]} of {count} noticed")
    print(f"all: {noticed.total()} of {tried.total()} noticed")


if __name__ == "__main__":
    raise SystemExit(main())
