"""A run with a cache says what a run without one says, whatever happened in between."""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from flake8_fastapi_arch import cache
from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.modules.files import python_files
from flake8_fastapi_arch.project.settings import Settings

MAIN = """\
from fastapi import FastAPI
from shop import orders
from shop.guards import signed_in

app = FastAPI()
app.include_router(orders.router, prefix="/orders")
"""
ORDERS = """\
from fastapi import APIRouter
from shop import billing

router = APIRouter()


@router.post("/")
async def create_order(amount: int) -> int:
    return billing.charge(amount)


@router.get("/{order_id}")
async def read_order(order_id: int) -> int:
    return order_id
"""
BILLING = """\
def charge(amount: int) -> int:
    return amount
"""
GUARDS = """\
from fastapi import HTTPException, Request


def signed_in(request: Request) -> str:
    if "user" not in request.cookies:
        raise HTTPException(401)
    return request.cookies["user"]
"""
BLOCKING = """\
import requests


def charge(amount: int) -> int:
    return requests.post("https://bank.example", json=amount, timeout=5).status_code
"""
SHADOWED = """\


@router.get("/latest")
async def read_latest() -> int:
    return 0
"""


@pytest.fixture(autouse=True)
def own_home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The key of the seals is kept with the test, not with whoever runs it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    yield


@pytest.fixture
def root(tmp_path: pathlib.Path) -> pathlib.Path:
    root = tmp_path / "project"
    (root / "shop").mkdir(parents=True)
    files = {"main": MAIN, "shop/orders": ORDERS, "shop/billing": BILLING, "shop/guards": GUARDS}
    for name, text in files.items():
        (root / f"{name}.py").write_text(text)
    (root / "requirements.txt").write_text("fastapi==0.115.0\n")
    return root


def said(root: pathlib.Path, cached: bool = True, **options: int) -> list[tuple[object, ...]]:
    """All that is said of the project at *root*, by all checkers."""
    known = {option.name: option.default for c in catalog() for option in c.options}
    settings = Settings(
        root=str(root),
        cache=cache.DIRECTORY if cached else None,
        options={**known, **{name.replace("_", "-"): value for name, value in options.items()}},
    )
    analysis = Analysis(settings, catalog())
    found: list[tuple[object, ...]] = []
    for path in python_files(root):
        try:
            diagnostics = analysis.check(str(root / path), (root / path).read_text())
        except SyntaxError as error:
            found.append((path, str(error)))
            continue
        for d in diagnostics:
            words = d.checker.code, d.message, d.advice, d.scope, d.fingerprint
            found.append((d.path, d.match.line, d.match.col, d.match.related, *words))
    return found


def replace(path: str, old: str, new: str) -> Callable[[pathlib.Path], None]:
    def change(root: pathlib.Path) -> None:
        file = root / path
        if file.exists():
            file.write_text(file.read_text().replace(old, new))

    return change


def write(path: str, text: str) -> Callable[[pathlib.Path], None]:
    return lambda root: (root / path).write_text(text) and None


def rename(old: str, new: str) -> Callable[[pathlib.Path], None]:
    def change(root: pathlib.Path) -> None:
        if (root / old).exists():
            (root / old).rename(root / new)

    return change


CHANGES = [
    write("shop/billing.py", BLOCKING),
    write("shop/billing.py", BILLING),
    write("shop/billing.py", "def charge(:\n"),
    replace("main.py", "/orders", "/sales"),
    replace("main.py", 'prefix="/', 'dependencies=[Depends(signed_in)], prefix="/'),
    replace("main.py", "import FastAPI", "import Depends, FastAPI"),
    replace("main.py", "dependencies=[Depends(signed_in)], ", ""),
    replace("shop/orders.py", "async def", "def"),
    replace("shop/orders.py", "    def create", "    async def create"),
    lambda root: replace("shop/orders.py", "return order_id\n", f"return order_id\n{SHADOWED}")(
        root
    ),
    rename("shop/billing.py", "shop/bank.py"),
    rename("shop/bank.py", "shop/billing.py"),
    lambda root: (root / "shop" / "guards.py").unlink(missing_ok=True),
    write("shop/guards.py", GUARDS),
    write("requirements.txt", "fastapi==0.140.0\n"),
    write("requirements.txt", "fastapi==0.95.0\n"),
    write("shop/__init__.py", ""),
]


@pytest.mark.parametrize("seed", range(3))
def test_a_warm_run_says_what_a_cold_one_says_after_every_change(
    root: pathlib.Path, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(8):
        chance.choice(CHANGES)(root)
        cold = said(root, cached=False)
        assert said(root) == cold
        assert said(root) == cold


def test_what_is_said_comes_from_the_cache_when_nothing_changed(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("shop/billing.py", BLOCKING)(root)
    first = said(root)
    monkeypatch.setattr("flake8_fastapi_arch.analysis.Engine.check", lambda *_: [])
    assert first and said(root) == first
    assert said(root, max_handler_statements=1) == []  # another configuration is another question


def test_a_file_that_did_not_change_is_not_parsed_again(
    root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(root)
    parsed = []
    read_module = sys.modules["flake8_fastapi_arch.analysis"].read_module
    monkeypatch.setattr(
        "flake8_fastapi_arch.analysis.read_module",
        lambda path, source: parsed.append(path) or read_module(path, source),
    )
    write("shop/billing.py", BLOCKING)(root)
    assert any("FAA402" in finding for finding in said(root))
    assert parsed == ["shop/billing.py"]


def test_a_change_that_keeps_size_and_time_is_seen(root: pathlib.Path) -> None:
    file = root / "shop" / "orders.py"
    said(root)
    before = file.stat()
    file.write_text(file.read_text().replace("/{order_id}", "/{other_id}"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert said(root) == said(root, cached=False)


def test_an_unsaved_buffer_is_judged_by_its_text(root: pathlib.Path) -> None:
    said(root)
    settings = Settings(root=str(root), cache=cache.DIRECTORY)
    found = Analysis(settings, catalog()).check(str(root / "shop/orders.py"), "import requests\n")
    assert found == []
    assert said(root) == said(root, cached=False)


class TestWhatIsNotToBeTrusted:
    def test_a_cache_of_another_user(
        self, root: pathlib.Path, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("shop/billing.py", BLOCKING)(root)
        first = said(root)
        # Someone who knows the form, but not the key, empties all findings.
        database = sqlite3.connect(root / cache.DIRECTORY / "cache.sqlite")
        nothing = database.execute(
            "SELECT data FROM entry WHERE kind = 'findings' AND name = 'main.py'"
        ).fetchone()[0]
        database.execute("UPDATE entry SET data = ? WHERE kind = 'findings'", (nothing,))
        database.commit()
        assert said(root) == first
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
        assert said(root) == first

    @pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"SQLite format 3\0" + b"\xff" * 4096])
    def test_a_file_that_is_no_database(self, root: pathlib.Path, rubbish: bytes) -> None:
        first = said(root)
        for file in (root / cache.DIRECTORY).glob("cache.sqlite*"):
            file.unlink()
        (root / cache.DIRECTORY / "cache.sqlite").write_bytes(rubbish)
        assert said(root) == first
        assert said(root) == first

    def test_entries_of_any_type(self, root: pathlib.Path) -> None:
        first = said(root)
        database = sqlite3.connect(root / cache.DIRECTORY / "cache.sqlite")
        database.execute("UPDATE entry SET seal = 7, data = 'words', version = NULL")
        database.commit()
        assert said(root) == first

    def test_a_cache_of_another_version(
        self, root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = said(root)
        monkeypatch.setattr(cache, "_tool", lambda: b"another version")
        assert said(root) == first


class TestWhereNothingCanBeKept:
    def test_a_file_stands_where_the_directory_belongs(self, root: pathlib.Path) -> None:
        (root / cache.DIRECTORY).write_text("mine")
        assert said(root) == said(root, cached=False)
        assert (root / cache.DIRECTORY).read_text() == "mine"

    def test_there_is_no_home_for_the_key(
        self, root: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", os.devnull)
        assert said(root) == said(root, cached=False)

    def test_another_process_is_writing(self, root: pathlib.Path) -> None:
        said(root)
        writer = sqlite3.connect(root / cache.DIRECTORY / "cache.sqlite", isolation_level=None)
        writer.execute("BEGIN EXCLUSIVE")
        write("shop/billing.py", BLOCKING)(root)
        assert said(root) == said(root, cached=False)


def test_the_command_prints_the_same_lines_from_the_cache(root: pathlib.Path) -> None:
    write("shop/billing.py", BLOCKING + BLOCKING.replace("charge", "refund"))(root)
    accepted = "    billing.refund(1)  # noqa: FAA402\n"
    replace("shop/orders.py", "    return billing", f"{accepted}    return billing")(root)

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "flake8_fastapi_arch", *arguments]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    cold = run("check", "--no-cache")
    assert cold[0] == 1 and "FAA402" in cold[1]
    assert not (root / cache.DIRECTORY).exists()
    assert run("check") == cold
    assert run("check") == cold
    shown = run("check", "--no-cache", "--show-source", "--statistics")
    assert "billing.charge(amount)" in shown[1] and "billing.refund(1)" not in shown[1]
    assert run("check", "--show-source", "--statistics") == shown
    assert (root / cache.DIRECTORY / ".gitignore").read_text().endswith("*\n")
    assert run("clean")[0] == 0 and not (root / cache.DIRECTORY).exists()
    assert run("check", "--cache-dir", "elsewhere") == cold
    assert (root / "elsewhere").is_dir() and not (root / cache.DIRECTORY).exists()
    shutil.rmtree(root / "elsewhere")


def test_runs_at_the_same_time_and_a_killed_one_leave_no_trace(root: pathlib.Path) -> None:
    write("shop/billing.py", BLOCKING)(root)
    command = [sys.executable, "-m", "flake8_fastapi_arch", "check"]
    cold = subprocess.run([*command, "--no-cache"], cwd=root, capture_output=True, check=False)
    runs = [
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    runs.pop().kill()
    for each in runs:
        assert (*each.communicate(), each.returncode) == (cold.stdout, cold.stderr, 1)
    warm = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert warm.stdout == cold.stdout
