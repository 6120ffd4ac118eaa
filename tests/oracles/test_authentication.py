"""The stories of the security checkers are true: strangers get in where Bad says so, only there.

Each example is written to a directory and called by FastAPI's own client, without credentials
unless it says otherwise.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker
from tests.harness import Sources, bad, case, good

pytest.importorskip("fastapi")

CASES = pathlib.Path(__file__).parent.parent / "cases"
CHECKERS = {checker.code: checker for checker in catalog()}
CALL = """
import json, sys
from fastapi.testclient import TestClient
from {module} import app

client = TestClient(app, raise_server_exceptions=False)
method, path, options = json.loads(sys.argv[1])
answer = client.request(method, path, **options)
print(json.dumps([answer.status_code, answer.text]))
"""


def answer(
    sources: Sources, directory: pathlib.Path, call: str, module: str = "app", **options: Any
) -> tuple[int, str]:
    """Status and text of what the app of *sources* answers to ``METHOD /path``."""
    for path, source in sources.items():
        (directory / path).write_text(source, encoding="utf-8")
    method, path = call.split()
    ran = subprocess.run(
        [sys.executable, "-c", CALL.format(module=module), json.dumps([method, path, options])],
        cwd=directory,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(directory), "API_KEY": "k", "PYTHONWARNINGS": "ignore"},
    )
    assert ran.returncode == 0, ran.stderr
    status, text = json.loads(ran.stdout)
    return status, text


def story(code: str) -> Checker[Any]:
    return CHECKERS[code]


@pytest.mark.oracle
def test_strangers_write_through_the_route_without_a_guard(tmp_path: pathlib.Path) -> None:
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / "1").touch()
    call = "DELETE /books/1"
    assert answer(good(story("FAA301")), tmp_path, call, "main")[0] == 401
    assert answer(bad(story("FAA301")), tmp_path, call, "main")[0] == 200
    assert not (tmp_path / "shelf" / "1").exists()


@pytest.mark.oracle
def test_strangers_read_through_the_sibling_without_a_guard(tmp_path: pathlib.Path) -> None:
    call = "GET /invoices/1/pdf"
    assert answer(good(story("FAA302")), tmp_path, call)[0] == 401
    assert answer(bad(story("FAA302")), tmp_path, "GET /invoices/1")[0] == 401
    assert answer(bad(story("FAA302")), tmp_path, call) == (200, '"You owe 20"')


@pytest.mark.oracle
def test_an_app_without_authentication_lets_strangers_write(tmp_path: pathlib.Path) -> None:
    sources = bad(story("FAA303"))
    assert answer(sources, tmp_path, "POST /books?title=Emma")[0] == 200
    repaired = good(story("FAA303"))
    assert answer(repaired, tmp_path, "POST /books?title=Emma")[0] in (401, 403)
    headers = {"X-Key": "k"}
    assert answer(repaired, tmp_path, "POST /books?title=Emma", headers=headers)[0] == 200


@pytest.mark.oracle
def test_a_guard_in_the_body_answers_422_before_401(tmp_path: pathlib.Path) -> None:
    status, text = answer(bad(story("FAA304")), tmp_path, "POST /books", json={})
    assert (status, "title" in text) == (422, True)
    right = {"title": "Emma"}
    assert answer(bad(story("FAA304")), tmp_path, "POST /books", json=right)[0] == 401
    assert answer(good(story("FAA304")), tmp_path, "POST /books", json={})[0] == 401


@pytest.mark.oracle
def test_strangers_write_as_none_where_the_guard_is_optional(tmp_path: pathlib.Path) -> None:
    call = "POST /books?title=Emma"
    assert answer(bad(story("FAA326")), tmp_path, call)[0] == 200
    assert (tmp_path / "books.txt").read_text("utf-8") == "Emma, added by None"
    assert answer(good(story("FAA326")), tmp_path, call)[0] in (401, 403)


@pytest.mark.oracle
def test_request_user_fails_for_strangers_where_nobody_asks(tmp_path: pathlib.Path) -> None:
    source = case(CASES / "FAA326" / "request_user_of_the_middleware.py")
    sources = {"app.py": "".join(source.values())}
    user = {"headers": {"Authorization": "Bearer secret-of-ada"}}

    def statuses(call: str) -> tuple[int, int]:
        """For a stranger and for a user."""
        return answer(sources, tmp_path, call)[0], answer(sources, tmp_path, call, **user)[0]

    assert statuses("GET /letters") == (500, 200)
    assert statuses("DELETE /books") == (500, 403)
    assert statuses("DELETE /shelves")[0] in (401, 403)
    assert statuses("GET /required") == (403, 200)
    assert statuses("GET /greeting") == (200, 200)
    assert statuses("GET /name") == (200, 200)
    assert statuses("GET /mine/letters") == (401, 200)


@pytest.mark.oracle
def test_nothing_answers_at_the_unknown_token_url(tmp_path: pathlib.Path) -> None:
    assert answer(bad(story("FAA329")), tmp_path, "POST /login")[0] == 404
    assert answer(good(story("FAA329")), tmp_path, "POST /auth/token")[0] == 200
