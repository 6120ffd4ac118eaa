"""What the checkers of data architecture say is seen to happen: on SQLite, with statements counted.

The examples are those of the checkers' stories. Each runs in a process of its own, which makes the
tables, fills them with so many rows, sends one request, and prints how many statements it took and
what came back.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
pytest.importorskip("aiosqlite")
pytest.importorskip("httpx")

from flake8_fastapi_arch.catalog import catalog
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


def answer(
    directory: Path, sources: Sources, world: tuple[list[str], list[str]], rows: int, **request: Any
) -> dict[str, Any]:
    """What one request to the app in *sources* does, with *rows* rows in the database."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")
    tables, fill = world
    script = [*tables, *(line.format(n=n) for n in range(1, rows + 1) for line in fill)]
    asked = json.dumps({"script": script, "request": request})
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
    costs: dict[str, list[int]] = {}
    for name, sources in (("bad", bad(CHECKERS[code])), ("good", good(CHECKERS[code]))):
        for rows in (2, 10):
            directory = tmp_path / f"{name}{rows}"
            seen = answer(directory, sources, world, rows, **request_for(rows))
            assert seen["status"] < 300, seen
            costs.setdefault(name, []).append(seen["statements"])
    assert costs["bad"][1] >= costs["bad"][0] + 8, costs
    assert costs["good"][0] == costs["good"][1], costs


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
