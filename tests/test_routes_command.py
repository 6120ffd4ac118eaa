"""The route inventory as people ask for it, and what a change does to it."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys

import pytest

APP = """\
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

app = FastAPI()
guarded = APIRouter(prefix="/books", dependencies=[Depends(HTTPBearer())], tags=["books"])


@guarded.get("/{key}")
def read_book(key: int) -> dict[str, int]:
    return {"key": key}


@guarded.delete("/{key}", status_code=204)
def delete_book(key: int) -> None: ...


@app.get("/health")
def health() -> str:
    return "ok"


app.include_router(guarded, prefix="/v1")
"""


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "app.py").write_text(APP)
    return tmp_path


def routes(directory: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flake8_fastapi_arch", "routes", *arguments]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_the_inventory_has_prefixes_guards_and_places(project: pathlib.Path) -> None:
    done = routes(project, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert [(r["method"], r["path"], r["file"], r["line"]) for r in found] == [
        ("GET", "/health", "app.py", 18),
        ("GET", "/v1/books/{key}", "app.py", 9),
        ("DELETE", "/v1/books/{key}", "app.py", 14),
    ]
    assert [r["guards"] for r in found] == [[], ["HTTPBearer"], ["HTTPBearer"]]
    assert [r["status_code"] for r in found] == [None, None, 204]
    assert all(r["complete"] for r in found)


OTHERS = """\
from elsewhere import wsgi
from fastapi import APIRouter, FastAPI, Request
from fastapi.staticfiles import StaticFiles
from starlette.responses import PlainTextResponse

app = FastAPI()
mounted = FastAPI()
router = APIRouter(prefix="/own")


@mounted.get("/x")
def x() -> int:
    return 1


@router.route("/plain")
def plain(request: Request) -> PlainTextResponse:
    return PlainTextResponse("plain")


app.mount("/static", StaticFiles(directory="static"), name="static")
app.mount("/mounted", mounted)
app.mount("/wsgi", wsgi)
app.add_route("/raw", plain, methods=["POST"])
app.add_websocket_route("/socket", plain)
router.frontend("/ui", directory="dist")
app.include_router(router, prefix="/api")
"""


def test_what_is_no_route_of_fastapi_is_listed_behind_the_routes(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app.py").write_text(OTHERS)
    found = json.loads(routes(tmp_path, "--format", "json").stdout)
    assert [(r["kind"], r["method"], r["path"]) for r in found] == [
        ("route", "GET", "/mounted/x"),
        ("mount", "ANY", "/static"),
        ("mount", "ANY", "/wsgi"),
        ("starlette route", "POST", "/raw"),
        ("starlette route", "WEBSOCKET", "/socket"),
        ("starlette route", "GET", "/api/plain"),
        ("starlette route", "HEAD", "/api/plain"),
        ("frontend", "GET", "/api/own/ui"),
        ("frontend", "HEAD", "/api/own/ui"),
    ]
    assert [r["file"] for r in found] == ["app.py"] * len(found)


def test_the_tests_that_request_a_route_are_named(project: pathlib.Path) -> None:
    (project / "test_app.py").write_text(
        "from app import app\nfrom fastapi.testclient import TestClient\n\n\n"
        "class TestBooks:\n    def test_read(self):\n"
        "        assert TestClient(app).get('/v1/books/1').status_code == 401\n"
    )
    found = json.loads(routes(project, "--format", "json").stdout)
    assert [(r["name"], r["tests"]) for r in found] == [
        ("health", []),
        ("read_book", ["test_app.py::TestBooks::test_read"]),
        ("delete_book", []),
    ]


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        (["--unguarded"], ["/health"]),
        (["--method", "delete"], ["/v1/books/{key}"]),
        (["--path", "/h*"], ["/health"]),
        (["--tag", "books"], ["/v1/books/{key}", "/v1/books/{key}"]),
    ],
)
def test_filters(project: pathlib.Path, arguments: list[str], paths: list[str]) -> None:
    done = routes(project, "--format", "json", *arguments)
    assert [record["path"] for record in json.loads(done.stdout)] == paths


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("table", "app.py:9"),
        ("markdown", "| GET | /v1/books/{key} | app.py:9 | HTTPBearer |"),
        ("mermaid", "flowchart LR"),
    ],
)
def test_formats(project: pathlib.Path, form: str, words: str) -> None:
    assert words in routes(project, "--format", form).stdout


def test_a_directory_that_is_not_there(project: pathlib.Path) -> None:
    done = routes(project, "nowhere")
    assert done.returncode == 2
    assert "there is no directory 'nowhere'" in done.stderr


def test_against_a_revision_a_lost_guard_is_told_and_fails(project: pathlib.Path) -> None:
    def git(*arguments: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *identity, *arguments], cwd=project, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "guarded")
    unchanged = routes(project, "--against", "HEAD")
    assert (unchanged.returncode, unchanged.stdout) == (0, "")

    changed = APP.replace("dependencies=[Depends(HTTPBearer())], ", "").replace(
        '"/health"', '"/healthz"'
    )
    (project / "app.py").write_text(changed)
    done = routes(project, "--against", "HEAD")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "guard lost: DELETE /v1/books/{key}: HTTPBearer -> none (app.py:14)",
        "guard lost: GET /v1/books/{key}: HTTPBearer -> none (app.py:9)",
        "moved: GET /healthz: /health -> /healthz (app.py:18)",
    ]
    kinds = [
        c["kind"]
        for c in json.loads(routes(project, "--against", "HEAD", "--format", "json").stdout)
    ]
    assert kinds == ["guard lost", "guard lost", "moved"]


def test_against_a_revision_that_is_not_there(project: pathlib.Path) -> None:
    done = routes(project, "--against", "nowhere")
    assert done.returncode == 2
    assert "git" in done.stderr
    assert "Traceback" not in done.stderr
