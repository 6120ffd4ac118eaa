"""What is flagged holds up, breaks or wastes a running event loop; what is silent does not."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, case, flagged, good

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests" / "cases"
CHECKERS = {checker.code: checker for checker in catalog()}

pytestmark = pytest.mark.oracle

for library in ("aiosqlite", "bcrypt", "blockbuster", "fastapi", "requests", "sqlalchemy"):
    pytest.importorskip(library)


def seen(home: Path, sources: Sources, request: str, times: int = 1) -> dict[str, Any]:
    """What is seen when the application made of *sources* serves *request*, as in `GET /`."""
    for path, source in sources.items():
        (home / path).write_text(source, "utf-8")
    (home / "covers").mkdir()
    (home / "covers" / "emma.svg").write_text("<svg/>", "utf-8")
    with sqlite3.connect(home / "accounts.db") as database:
        database.execute("CREATE TABLE locks (name TEXT)")
        database.execute("CREATE TABLE accounts (name TEXT)")
        database.execute("INSERT INTO accounts VALUES ('ann')")
    database.close()
    with sqlite3.connect(home / "shop.db") as database:
        database.execute("CREATE TABLE copies (id INTEGER)")
    database.close()
    method, path = request.split()
    run = subprocess.run(
        [sys.executable, "-m", "tests.oracles.event_loop", method, path, str(times)],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def renamed(name: str) -> Sources:
    """A case of one file, or of several, as an application that can be imported as `app`."""
    sources = case(CASES / name)
    return sources if "app.py" in sources else {"app.py": next(iter(sources.values()))}


BLOCKING = [
    ("FAA401", "GET /rates"),
    ("FAA402", "PUT /orders/1/payment"),
    ("FAA403", "GET /stock"),
    ("FAA405", "GET /covers/emma"),
    ("FAA412", "GET /stock"),
    ("FAA416", "GET /books?words=a"),
]


@pytest.mark.parametrize(("code", "request_line"), BLOCKING)
def test_the_bad_example_blocks_the_loop(code: str, request_line: str, tmp_path: Path) -> None:
    sources = bad(CHECKERS[code])
    assert flagged(sources, [CHECKERS[code]])
    assert seen(tmp_path, sources, request_line)["blocked"]


@pytest.mark.parametrize(("code", "request_line"), BLOCKING)
def test_the_good_example_does_not(code: str, request_line: str, tmp_path: Path) -> None:
    sources = good(CHECKERS[code])
    assert not flagged(sources, [CHECKERS[code]])
    assert seen(tmp_path, sources, request_line)["blocked"] == []


@pytest.mark.parametrize(
    ("name", "request_line", "blocks"),
    [
        ("FAA401/handed_to_a_thread.py", "GET /", False),
        ("FAA401/handed_to_a_thread.py", "GET /eager", True),
        ("FAA401/dependencies_and_coroutines_on_the_way.py", "GET /", True),
        ("FAA401/awaited_look_alikes.py", "GET /", False),
        ("FAA402/two_modules_away", "POST /orders", True),
        ("FAA402/two_modules_away", "GET /orders", False),
        ("FAA402/a_coroutine_on_the_way_is_told_there.py", "GET /", True),
        ("FAA402/handed_to_a_thread.py", "GET /", False),
        ("FAA402/handed_to_a_thread.py", "GET /now", True),
        ("FAA411/threads_scripts_and_those_who_ask.py", "GET /", False),
    ],
)
def test_the_loop_is_blocked_where_a_case_says_so(
    name: str, request_line: str, blocks: bool, tmp_path: Path
) -> None:
    assert bool(seen(tmp_path, renamed(name), request_line)["blocked"]) is blocks


def test_passwords_are_hashed_on_the_loop_where_flagged(tmp_path: Path) -> None:
    found = seen(tmp_path, bad(CHECKERS["FAA404"]), "POST /logins?password=secret")
    assert found["hashed_on_loop"] == [True]


def test_passwords_are_hashed_in_a_thread_where_silent(tmp_path: Path) -> None:
    found = seen(tmp_path, good(CHECKERS["FAA404"]), "POST /logins?password=secret")
    assert found["hashed_on_loop"] == [False]


def test_a_flagged_coroutine_is_never_awaited(tmp_path: Path) -> None:
    found = seen(tmp_path, bad(CHECKERS["FAA406"]), "PUT /accounts/ann?new=bea")
    assert found["unawaited"] == ["coroutine 'Accounts.is_locked' was never awaited"]


def test_an_awaited_coroutine_runs(tmp_path: Path) -> None:
    found = seen(tmp_path, good(CHECKERS["FAA406"]), "PUT /accounts/ann?new=bea")
    assert (found["statuses"], found["unawaited"]) == ([204], [])
    with sqlite3.connect(tmp_path / "accounts.db") as database:
        assert database.execute("SELECT name FROM accounts").fetchall() == [("bea",)]
    database.close()


@pytest.mark.parametrize("request_line", ["GET /used", "GET /answer", "GET /plain"])
def test_a_coroutine_used_as_its_result_fails(request_line: str, tmp_path: Path) -> None:
    found = seen(tmp_path, renamed("FAA406/dropped_or_used.py"), request_line)
    assert found["raised"] and found["unawaited"]


def test_a_coroutine_handed_on_is_awaited(tmp_path: Path) -> None:
    found = seen(tmp_path, renamed("FAA406/handed_on_or_awaited_later.py"), "GET /")
    assert (found["statuses"], found["unawaited"]) == ([200], [])


def test_a_nested_loop_is_refused(tmp_path: Path) -> None:
    found = seen(tmp_path, bad(CHECKERS["FAA411"]), "GET /books/1")
    assert [line for line in found["raised"] if "running event loop" in line]


def test_a_loop_in_a_thread_is_not(tmp_path: Path) -> None:
    found = seen(tmp_path, bad(CHECKERS["FAA411"]), "GET /covers/1")
    assert found["statuses"] == [200]


def test_an_awaited_coroutine_needs_no_second_loop(tmp_path: Path) -> None:
    assert seen(tmp_path, good(CHECKERS["FAA411"]), "GET /books/1")["statuses"] == [200]


def test_a_cached_coroutine_can_be_awaited_once(tmp_path: Path) -> None:
    found = seen(tmp_path, bad(CHECKERS["FAA415"]), "GET /rates", times=2)
    assert found["raised"][1] == "RuntimeError: cannot reuse already awaited coroutine"


def test_a_client_in_a_handler_is_made_for_each_request(tmp_path: Path) -> None:
    assert seen(tmp_path, bad(CHECKERS["FAA408"]), "GET /rates", times=3)["clients"] == 3


def test_a_client_in_the_lifespan_is_made_once(tmp_path: Path) -> None:
    assert seen(tmp_path, good(CHECKERS["FAA408"]), "GET /rates", times=3)["clients"] == 1
