"""What the checkers of tests claim, seen: patches, overrides and clients without effect."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good

pytest.importorskip("fastapi")
pytest.importorskip("httpx")

CHECKERS = {checker.code: checker for checker in catalog()}
HEAD = """
import json, sys, warnings
warnings.simplefilter("ignore")
import app
from fastapi.testclient import TestClient
client = TestClient(app.app)
def price(): return client.get("/price", params={"weight": 3}).json()
def show(seen): print(json.dumps(seen))
"""


def ran(home: Path, sources: Sources, *command: str) -> subprocess.CompletedProcess[str]:
    """*command*, run by Python in a directory that holds *sources*."""
    for path, source in sources.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(source, "utf-8")
    return subprocess.run(
        [sys.executable, *command],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
    )


def seen(home: Path, sources: Sources, script: str) -> Any:
    """What *script* shows of the app made of *sources*."""
    done = ran(home, sources, "-c", HEAD + script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_patched_dependency_goes_on_as_it_was(tmp_path: Path) -> None:
    script = """
from unittest.mock import patch
with patch("app.get_rate", return_value=1):
    patched = price()
app.app.dependency_overrides[app.get_rate] = lambda: 1
show([patched, price()])
"""
    assert seen(tmp_path, bad(CHECKERS["FAA607"]), script) == [60, 3]


def test_an_override_of_what_is_no_dependency_does_nothing(tmp_path: Path) -> None:
    script = """
app.app.dependency_overrides[app.read_rate] = lambda: 1
ignored = price()
app.app.dependency_overrides[app.get_rate] = lambda: 1
show([ignored, price()])
"""
    assert seen(tmp_path, bad(CHECKERS["FAA606"]), script) == [60, 3]


def test_an_override_outlives_its_test(tmp_path: Path) -> None:
    script = """
import test_app
test_app.test_price_at_another_rate()
show([price(), len(app.app.dependency_overrides)])
"""
    assert seen(tmp_path, bad(CHECKERS["FAA605"]), script) == [3, 1]


def test_a_client_that_is_not_entered_skips_the_lifespan(tmp_path: Path) -> None:
    script = """
try:
    without = price()
except AttributeError as error:
    without = "rate" in str(error)
with client:
    show([without, price()])
"""
    assert seen(tmp_path, bad(CHECKERS["FAA604"]), script) == [True, 60]


def test_asgi_transport_skips_the_lifespan(tmp_path: Path) -> None:
    script = """
import asyncio, httpx
async def ask():
    transport = httpx.ASGITransport(app=app.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as other:
        return (await other.get("/price", params={"weight": 3})).status_code
show(asyncio.run(ask()))
"""
    assert seen(tmp_path, bad(CHECKERS["FAA604"]), script) == 500


@pytest.mark.parametrize(("example", "allowed"), [(bad, None), (good, "https://shop.example")])
def test_cors_inside_of_what_answers_loses_its_header(
    example: Any, allowed: str | None, tmp_path: Path
) -> None:
    script = """
answer = client.get("/books", headers={"origin": "https://shop.example"})
show([answer.status_code, answer.headers.get("access-control-allow-origin")])
"""
    assert seen(tmp_path, example(CHECKERS["FAA521"]), script) == [401, allowed]


def test_a_raw_body_as_data_is_deprecated(tmp_path: Path) -> None:
    script = """
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    client.post("/notes", data="milk")
    raw = [w for w in caught if "content=" in str(w.message)]
    caught.clear()
    client.post("/notes", content="milk")
    show([bool(raw), [str(w.message) for w in caught if "content=" in str(w.message)]])
"""
    assert seen(tmp_path, bad(CHECKERS["FAA611"]), script) == [True, []]


@pytest.mark.oracle
@pytest.mark.parametrize("code", ["FAA601", "FAA604", "FAA605", "FAA606", "FAA607", "FAA610"])
def test_the_tests_of_the_good_example_pass(code: str, tmp_path: Path) -> None:
    done = ran(tmp_path, good(CHECKERS[code]), "-m", "pytest", "-q", "-p", "no:cacheprovider", ".")
    assert done.returncode == 0, done.stdout
