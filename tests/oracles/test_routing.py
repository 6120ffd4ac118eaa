"""The examples of the checkers of routes, run: the bad one misbehaves, the good one does not."""

from __future__ import annotations

import functools
import json
import subprocess
import textwrap
from pathlib import Path
from typing import Any

import pytest
from packaging.version import Version

pytest.importorskip("fastapi")

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good
from tests.oracles.environments import NoEnvironment, python_for, wanted_versions

CHECKERS = {checker.code: checker for checker in catalog()}
PREAMBLE = """
import json, warnings
warnings.simplefilter("ignore")
try:
    from fastapi.testclient import TestClient
    try:
        import app as module
    except (AssertionError, TypeError):  # which, depends on the version
        print(json.dumps("does not start"))
        raise SystemExit
    client = TestClient(module.app, raise_server_exceptions=False)
    status = lambda *request, **more: client.request(*request, **more).status_code
"""
ENDING = """
except Exception as error:
    seen = type(error).__name__ + (": python-multipart" if "multipart" in str(error) else "")
print(json.dumps(seen))
"""

EXAMPLES = {
    # code: what to look at, what the bad example shows, what the good one shows
    "FAA103": (
        'seen = [client.get("/books/1").json(), client.get("/catalogue/1").status_code]',
        [{"id": 1, "price": 12}, 404],
        [{"id": 1, "price": 12}, 200],
    ),
    "FAA104": (
        'seen = [status("GET", "/users/me"), status("GET", "/users/1")]',
        [422, 200],
        [200, 200],
    ),
    "FAA105": (
        'seen = [client.get("/shops/1/orders/2").json(), '
        'status("GET", "/shops/1/orders/2/lines/3")]',
        [{"id": 2}, 422],
        [{"shop": 1, "id": 2}, 200],
    ),
    "FAA112": (
        'answer = client.delete("/books/1")\nseen = [answer.status_code, answer.text]',
        [204, ""],
        [204, ""],
    ),
    "FAA120": (
        'seen = [client.get("/books?author=Austen&tags=new").json() '
        'if status("GET", "/books?author=Austen") == 200 else 422]',
        [422],
        [["Austen", "new"]],
    ),
    "FAA123": (
        "with client: seen = client.get('/prices').json()",
        {},
        {"emma": 12},
    ),
    "FAA125": (
        'seen = [status("POST", "/books"), status("GET", "/books")]',
        [500, 500],
        [200, 200],
    ),
    "FAA126": (
        'upload = {"files": {"picture": b"a"}}\n'
        'tries = ({"title": "A"}, {"caption": \'{"title": "A"}\'})\n'
        'seen = [status("POST", "/pictures", data=data, **upload) for data in tries]\n'
        'seen.append(status("POST", "/pictures", json={"title": "A"}))',
        [422, 422, 422],
        [200, 422, 422],
    ),
    "FAA511": (
        'seen = client.get("/currency").json()',
        "does not start",
        "EUR",
    ),
    "FAA521": (
        'answer = client.get("/books", headers={"origin": "https://shop.example"})\n'
        'preflight = client.options("/books", headers={"origin": "https://shop.example", '
        '"access-control-request-method": "GET"})\n'
        'seen = [answer.status_code, "access-control-allow-origin" in answer.headers, '
        "preflight.status_code]",
        [401, False, 401],
        [401, True, 200],
    ),
    "FAA522": (
        'seen = [status("GET", "/books"), status("GET", "/orders")]',
        [200, 404],
        [200, 200],
    ),
    "FAA524": (
        'seen = [status("GET", "/orders/1", headers={"token": t}) for t in ("shop-1", "x")]',
        [200, 403],
        [200, 403],
    ),
}

every_version = pytest.mark.parametrize("version", wanted_versions())


@functools.cache
def interpreter(version: str) -> Path:
    return python_for(version)


def seen(sources: Sources, probe: str, version: str, directory: Path) -> Any:
    """What *probe* sees of the app that *sources* make, run with FastAPI *version*."""
    try:
        python = interpreter(version)
    except NoEnvironment as reason:
        pytest.skip(f"no environment with FastAPI {version}: {reason}")
    for path, source in sources.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(source, encoding="utf-8")
    script = PREAMBLE + textwrap.indent(probe, "    ") + ENDING
    run = subprocess.run([str(python), "-c", script], cwd=directory, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    outcome = json.loads(run.stdout.splitlines()[-1])
    if isinstance(outcome, str) and outcome.endswith("python-multipart"):
        pytest.skip(f"python-multipart is not installed beside FastAPI {version}")
    return outcome


@pytest.mark.oracle
@every_version
@pytest.mark.parametrize("code", EXAMPLES)
def test_bad_example_misbehaves(code: str, version: str, tmp_path: Path) -> None:
    probe, misbehaves, _ = EXAMPLES[code]
    assert seen(bad(CHECKERS[code]), probe, version, tmp_path) == misbehaves


@pytest.mark.oracle
@every_version
@pytest.mark.parametrize("code", EXAMPLES)
def test_good_example_behaves(code: str, version: str, tmp_path: Path) -> None:
    probe, _, behaves = EXAMPLES[code]
    assert seen(good(CHECKERS[code]), probe, version, tmp_path) == behaves


@pytest.mark.oracle
@every_version
def test_late_route_is_lost_before_0_137_only(version: str, tmp_path: Path) -> None:
    probe = 'seen = status("GET", "/books/1")'
    lost = Version(version) < Version("0.137")
    (tmp_path / "bad").mkdir()
    (tmp_path / "good").mkdir()
    checker = CHECKERS["FAA116"]
    assert seen(bad(checker), probe, version, tmp_path / "bad") == (404 if lost else 200)
    assert seen(good(checker), probe, version, tmp_path / "good") == 200


@pytest.mark.oracle
@every_version
def test_audit_of_flat_routes_goes_silently_short_from_0_137(version: str, tmp_path: Path) -> None:
    probe = "import audit\nseen = audit.unguarded()"
    checker = CHECKERS["FAA117"]
    (tmp_path / "bad").mkdir()
    short = Version(version) >= Version("0.137")
    found = seen(bad(checker), probe, version, tmp_path / "bad")
    assert found == ([] if short else ["/books/{book_id}"])
    if Version(version) >= Version("0.137.2"):
        (tmp_path / "good").mkdir()
        assert seen(good(checker), probe, version, tmp_path / "good") == ["/books/{book_id}"]


@pytest.mark.oracle
@every_version
def test_session_inside_of_what_reads_it_fails(version: str, tmp_path: Path) -> None:
    """The second order that FAA521 speaks of."""
    app = """
from fastapi import FastAPI
from starlette.middleware import Middleware

class SessionMiddleware:
    def __init__(self, app): self.app = app
    async def __call__(self, scope, receive, send):
        scope["session"] = {"user": "Ada"}
        await self.app(scope, receive, send)

async def read(request, call_next):
    request.session
    return await call_next(request)

app, inside_out = FastAPI(), FastAPI()
app.add_middleware(SessionMiddleware)
app.middleware("http")(read)
inside_out.middleware("http")(read)
inside_out.add_middleware(SessionMiddleware)
for one in (app, inside_out):
    one.get("/x")(lambda: None)
"""
    probe = (
        "other = TestClient(module.inside_out)\n"
        'seen = [status("GET", "/x"), other.get("/x").status_code]'
    )
    assert seen({"app.py": app}, probe, version, tmp_path) == [500, 200]
