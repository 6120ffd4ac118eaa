"""What the checkers of data architecture say is seen to happen, with statements counted: on SQLite,
and on PostgreSQL where the machine has one.

The examples are those of the checkers' stories. Each runs in a process of its own, which makes the
tables, fills them with so many rows, sends one request, and prints how many statements it took and
what came back.
"""

from __future__ import annotations

import glob
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
pytest.importorskip("aiosqlite")
pytest.importorskip("httpx")

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from tests.harness import Sources, bad, good

CHECKERS = {checker.code: checker for checker in catalog()}

# Each world: the SQL that makes its tables, and for each row the SQL that fills them.
ORDERS = (
    ['CREATE TABLE "order" (id INTEGER PRIMARY KEY)',
     "CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER, price INTEGER)"],
    ['INSERT INTO "order" VALUES ({n})', "INSERT INTO line VALUES ({n}, {n}, 3)"],
)  # fmt: skip
PRICES = (
    ["CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER)"],
    ["INSERT INTO book VALUES ({n}, 3)"],
)
TITLES = (["CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)"], [])
CUSTOMERS = (
    ["CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)",
     'CREATE TABLE "order" (id INTEGER PRIMARY KEY, customer_id INTEGER)'],
    ["INSERT INTO customer VALUES ({n}, 'Ada')", 'INSERT INTO "order" VALUES ({n}, {n})'],
)  # fmt: skip
CARTS = (
    ["CREATE TABLE book (id INTEGER PRIMARY KEY)", "CREATE TABLE cart (id INTEGER PRIMARY KEY)"],
    ["INSERT INTO book VALUES ({n})", "INSERT INTO cart VALUES ({n})"],
)

_RUNNER = Path(__file__).with_name("one_request.py")


SQLITE = "sqlite:///shop.db"


def answer(
    directory: Path,
    sources: Sources,
    world: tuple[list[str], list[str]],
    rows: int,
    database: str = SQLITE,
    **request: Any,
) -> dict[str, Any]:
    """What one request to the app in *sources* does, with *rows* rows in the database."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.replace(SQLITE, database), encoding="utf-8")
    tables, fill = world
    script = [*tables, *(line.format(n=n) for n in range(1, rows + 1) for line in fill)]
    asked = json.dumps({"script": script, "request": request, "database": database})
    run = subprocess.run(
        [sys.executable, str(_RUNNER), asked], cwd=directory, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    answered: dict[str, Any] = json.loads(run.stdout)
    return answered


GROWING = [
    ("FAA201", PRICES, lambda rows: {"url": "/prices?ids=" + _ids(rows)}),
    ("FAA202", PRICES, lambda rows: {"url": "/prices?ids=" + _ids(rows)}),
    ("FAA203", ORDERS, lambda rows: {"url": "/totals"}),
    ("FAA204", ORDERS, lambda rows: {"url": "/orders"}),
]


@pytest.mark.oracle
@pytest.mark.parametrize(("code", "world", "request_for"), GROWING, ids=lambda p: str(p)[:6])
def test_statements_grow_with_the_rows_in_bad_and_not_in_good(
    code: str, world: tuple[list[str], list[str]], request_for: Any, tmp_path: Path
) -> None:
    _statements_grow(code, world, request_for, tmp_path, lambda: SQLITE)


@pytest.mark.oracle
@pytest.mark.parametrize(("code", "world", "request_for"), GROWING, ids=lambda p: str(p)[:6])
def test_they_grow_on_postgresql_too(
    code: str,
    world: tuple[list[str], list[str]],
    request_for: Any,
    tmp_path: Path,
    postgresql: Callable[[], str],
) -> None:
    _statements_grow(code, world, request_for, tmp_path, postgresql)


def _statements_grow(
    code: str,
    world: tuple[list[str], list[str]],
    request_for: Any,
    directory: Path,
    database: Callable[[], str],
) -> None:
    """Bad sends a statement more for each row, Good always as many; and both send as many as the
    route inventory says."""
    for name, sources in (("bad", bad(CHECKERS[code])), ("good", good(CHECKERS[code]))):
        costs = []
        for rows in (2, 10):
            place = directory / f"{name}{rows}"
            seen = answer(place, sources, world, rows, database(), **request_for(rows))
            assert seen["status"] < 300, seen
            costs.append(seen["statements"])
            assert seen["statements"] == _predicted(place, rows)
        assert costs[1] == costs[0] + (8 if name == "bad" else 0), (name, costs)


def _predicted(directory: Path, rows: int) -> int:
    """The queries of the only route of the app in *directory*."""
    project = Project.read(directory, Settings(root=str(directory)))
    (route,) = project.application.routes
    count = project.query_counts.of(route)
    assert count.known
    return sum(term * rows**degree for degree, term in enumerate(count.terms))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the URL of a new, empty database of a throw-away server."""
    pytest.importorskip("psycopg2")
    found = next(iter(glob.glob("/usr/lib/postgresql/*/bin/initdb")), shutil.which("initdb"))
    if found is None:
        pytest.skip("no PostgreSQL server on this machine")
    # The server refuses to run as root.
    user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        if user:
            shutil.chown(name, "postgres")

        def run(program: str, *arguments: str) -> None:
            command = [str(Path(found).with_name(program)), *arguments]
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, timeout=120, cwd=name, **user
            )

        data = f"{name}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N")
        options = f"-F -k {name} -c listen_addresses=''"
        run("pg_ctl", "-D", data, "-o", options, "-l", f"{name}/log", "-w", "start")
        try:
            numbers = itertools.count()

            def fresh() -> str:
                database = f"shop{next(numbers)}"
                run("createdb", "-h", name, "-U", "postgres", database)
                return f"postgresql+psycopg2://postgres@/{database}?host={name}"

            yield fresh
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.mark.oracle
def test_a_commit_in_a_loop_commits_for_each_element(tmp_path: Path) -> None:
    commits = {}
    for name, sources in (("bad", bad(CHECKERS["FAA205"])), ("good", good(CHECKERS["FAA205"]))):
        seen = answer(
            tmp_path / name,
            sources,
            TITLES,
            0,
            method="POST",
            url="/books",
            json=["Emma"] * 10,
            headers={"Authorization": "Bearer me"},
        )
        assert seen["status"] == 204
        commits[name] = seen["commits"]
    assert commits == {"bad": 10, "good": 1}


@pytest.mark.oracle
def test_counting_by_loading_builds_every_row(tmp_path: Path) -> None:
    seen = {
        name: answer(tmp_path / name, sources, PRICES, 10, url="/stock")
        for name, sources in (("bad", bad(CHECKERS["FAA206"])), ("good", good(CHECKERS["FAA206"])))
    }
    assert {name: result["body"] for name, result in seen.items()} == {"bad": 10, "good": 10}
    assert {name: result["loaded"] for name, result in seen.items()} == {"bad": 10, "good": 0}


@pytest.mark.oracle
def test_a_lazy_relationship_cannot_be_read_under_an_async_session(tmp_path: Path) -> None:
    url = "/orders/1/customer"
    failed = answer(tmp_path / "bad", bad(CHECKERS["FAA207"]), CUSTOMERS, 1, url=url)
    repaired = answer(tmp_path / "good", good(CHECKERS["FAA207"]), CUSTOMERS, 1, url=url)
    assert failed["raised"] == "MissingGreenlet"
    assert repaired["body"] == "Ada"


@pytest.mark.oracle
@pytest.mark.parametrize("code", ["FAA211", "FAA213"])
def test_a_session_that_is_not_closed_keeps_its_connection_when_a_handler_raises(
    code: str, tmp_path: Path
) -> None:
    """Without its table the handler raises, which is when ``close()`` is passed by."""
    nothing: tuple[list[str], list[str]] = ([], [])
    leaking = answer(tmp_path / "bad", bad(CHECKERS[code]), nothing, 0, url="/stock")
    closing = answer(tmp_path / "good", good(CHECKERS[code]), nothing, 0, url="/stock")
    assert leaking["raised"] == closing["raised"] == "OperationalError"
    assert (leaking["open"], closing["open"]) == (1, 0)


@pytest.mark.oracle
def test_tasks_that_share_a_session_fail(tmp_path: Path) -> None:
    failed = answer(tmp_path / "bad", bad(CHECKERS["FAA217"]), CARTS, 1, url="/counts")
    repaired = answer(tmp_path / "good", good(CHECKERS["FAA217"]), CARTS, 1, url="/counts")
    assert failed["raised"] in ("InvalidRequestError", "IllegalStateChangeError")
    assert repaired["body"] == [1, 1]


@pytest.mark.oracle
def test_an_async_engine_refuses_a_synchronous_driver(tmp_path: Path) -> None:
    refused = _import_db(tmp_path / "bad", bad(CHECKERS["FAA221"]))
    accepted = _import_db(tmp_path / "good", good(CHECKERS["FAA221"]))
    assert "InvalidRequestError" in refused.stderr
    assert accepted.returncode == 0, accepted.stderr


def _import_db(directory: Path, sources: Sources) -> subprocess.CompletedProcess[str]:
    directory.mkdir()
    (directory / "db.py").write_text(sources["db.py"], encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", "import db"], cwd=directory, capture_output=True, text=True
    )


def _ids(rows: int) -> str:
    return ",".join(str(number) for number in range(1, rows + 1))
