"""The same findings for any order of files, working directory and hash seed, cold or warm.

That flake8 finds the same in several processes is tested in ``test_flake8.py``, that a cache
changes nothing in ``test_cache.py``; ``benchmarks.robustness same`` compares it on real code.
"""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import subprocess
import sys

import pytest

BOOKSTORE = pathlib.Path(__file__).parent.parent / "examples" / "bookstore"
EVERY_CHECKER = "--extend-select=FAA0,FAA1,FAA2,FAA3,FAA4,FAA5,FAA6"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    root = tmp_path_factory.mktemp("same") / "bookstore"
    shutil.copytree(BOOKSTORE, root)
    (root / "pyproject.toml").touch()
    return root


def found(root: pathlib.Path, *words: str, cwd: pathlib.Path | None = None, seed: int = 0):
    """The findings of ``check`` with *words*, in order of paths and lines."""
    done = subprocess.run(
        [sys.executable, "-m", "flake8_fastapi_arch", "check", "--isolated", "--exit-zero",
         EVERY_CHECKER, f"--fastapi-arch-root={root}", *words],
        cwd=cwd or root, env={**os.environ, "PYTHONHASHSEED": str(seed)},
        text=True, capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    return sorted(
        line.removeprefix("./").removeprefix("bookstore/") for line in done.stdout.splitlines()
    )


@pytest.fixture(scope="module")
def cold(shop):
    lines = found(shop)
    assert len(lines) > 50
    return lines


def test_a_warm_run_with_another_hash_seed(shop, cold):
    assert found(shop, seed=1) == cold


def test_another_hash_seed_and_working_directory(shop, cold):
    assert found(shop, "--no-cache", shop.name, cwd=shop.parent, seed=4242) == cold


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_another_number_of_processes(shop, cold, jobs, tmp_path):
    assert found(shop, f"--jobs={jobs}", f"--fastapi-arch-cache-dir={tmp_path}") == cold


@pytest.mark.parametrize("seed", [1, 2])
def test_another_order_of_files(shop, cold, seed):
    files = [str(path.relative_to(shop)) for path in sorted(shop.rglob("*.py"))]
    random.Random(seed).shuffle(files)
    assert found(shop, "--no-cache", *files, seed=seed) == cold
