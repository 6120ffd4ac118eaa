"""What is flagged waits longer, loses or wastes more than it must; what is silent does not."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, flagged, good

ROOT = Path(__file__).resolve().parents[2]
CHECKERS = {checker.code: checker for checker in catalog()}

pytestmark = pytest.mark.oracle

for library in ("aiosmtplib", "async_lru", "fastapi", "httpx", "requests"):
    pytest.importorskip(library)


def of_both(code: str, home: Path, request: str, times: int = 1) -> tuple[Any, Any]:
    """What is seen of the checker's *Bad* and of its *Good*, serving *request*, as in `GET /`."""
    checker = CHECKERS[code]
    assert flagged(bad(checker), [checker])
    assert not flagged(good(checker), [checker])
    return (
        seen(home / "bad", bad(checker), request, times),
        seen(home / "good", good(checker), request, times),
    )


def seen(home: Path, sources: Sources, request: str, times: int) -> Any:
    """What `tests.oracles.slow_partners` prints. Timeouts are a tenth of what is written."""
    home.mkdir()
    for path, source in sources.items():
        (home / path).write_text(source.replace("timeout=5)", "timeout=0.5)"), "utf-8")
    method, path = request.split()
    run = subprocess.run(
        [sys.executable, "-m", "tests.oracles.slow_partners", method, path, str(times), "3"],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return {**json.loads(run.stdout.splitlines()[-1]), "printed": run.stdout.splitlines()[:-1]}


def test_requests_in_a_row_wait_for_each_other(tmp_path: Path) -> None:
    in_a_row, gathered = of_both("FAA407", tmp_path, "GET /summary")
    assert (in_a_row["at_once"], gathered["at_once"]) == (1, 2)


def test_work_of_a_dropped_task_is_lost_when_the_server_stops(tmp_path: Path) -> None:
    dropped, kept = of_both("FAA409", tmp_path, "PUT /books/7")
    assert (dropped["printed"], kept["printed"]) == ([], ["7"])


def test_a_dropped_task_vanishes_while_it_waits() -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    async def drop() -> bool:
        task = weakref.ref(asyncio.create_task(wait()))
        await asyncio.sleep(0)
        gc.collect()
        return task() is None

    assert asyncio.run(drop())


def test_the_client_waits_for_the_mail(tmp_path: Path) -> None:
    before, after = of_both("FAA410", tmp_path, "PUT /subscribers/ann@example.org")
    assert before["events"] == ["sent", "answered"]
    assert after["events"] == ["answered", "sent"]


def test_without_a_timeout_a_silent_partner_holds_the_request(tmp_path: Path) -> None:
    without, limited = of_both("FAA414", tmp_path, "GET /rates")
    assert (without["endless"], without["raised"]) == (1, [])
    assert limited["endless"] == 0
    assert "Timeout" in limited["raised"][0]


def test_a_cached_coroutine_serves_the_first_request_alone(tmp_path: Path) -> None:
    coroutine, result = of_both("FAA415", tmp_path, "GET /rates", times=2)
    assert coroutine["raised"] == ["RuntimeError: cannot reuse already awaited coroutine"]
    assert result["raised"] == []


def test_each_request_starts_threads_of_its_own(tmp_path: Path) -> None:
    own, shared = of_both("FAA417", tmp_path, "GET /prices?books=emma", times=20)
    assert own["pool_threads"] == 20
    assert shared["pool_threads"] <= 8
