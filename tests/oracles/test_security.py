"""What the stories of the security checkers claim happens when their examples run.

Each test writes an example to a directory and runs a few lines beside it, in a process of its own.
"""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good

pytest.importorskip("fastapi")

CHECKERS = {checker.code: checker for checker in catalog()}
PROBE = """
import json
from fastapi.testclient import TestClient

def client(app):
    return TestClient(app, raise_server_exceptions=False)

{lines}
print(json.dumps(seen))
"""


def seen(sources: Sources, directory: pathlib.Path, lines: str, **environment: str) -> Any:
    """What *lines*, run beside *sources*, leave in the variable ``seen``."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", PROBE.format(lines=lines)],
        cwd=directory,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(directory), "PYTHONWARNINGS": "ignore", **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def examples(code: str) -> tuple[Sources, Sources]:
    """The project that a checker's story shows as bad, and the one it shows as good."""
    checker = CHECKERS[code]
    return bad(checker), {**bad(checker), **good(checker)}


ALLOWED_ORIGIN = """
from app import app
answer = client(app).get(
    "/", headers={"Origin": "https://stranger.example", "Cookie": "session=1"}
)
seen = [
    answer.headers.get("access-control-allow-origin"),
    answer.headers.get("access-control-allow-credentials"),
]
"""


@pytest.mark.oracle
def test_a_wildcard_with_credentials_reflects_the_origin(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA311")
    assert seen(wrong, tmp_path, ALLOWED_ORIGIN) == ["https://stranger.example", "true"]
    assert seen(right, tmp_path, ALLOWED_ORIGIN) == [None, "true"]


@pytest.mark.oracle
@pytest.mark.parametrize(
    "origins",
    ['allow_origins="*"', 'allow_origin_regex=".*"', 'allow_origins=["https://a.example", "*"]'],
)
def test_other_ways_to_let_every_origin_in(tmp_path: pathlib.Path, origins: str) -> None:
    source = f"""
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, {origins}, allow_credentials=True)
"""
    assert seen({"app.py": source}, tmp_path, ALLOWED_ORIGIN) == [
        "https://stranger.example",
        "true",
    ]


@pytest.mark.oracle
def test_a_wildcard_without_credentials_lets_everybody_read(tmp_path: pathlib.Path) -> None:
    wrong, right = examples("FAA312")
    assert seen(wrong, tmp_path, ALLOWED_ORIGIN) == ["*", None]
    assert seen(right, tmp_path, ALLOWED_ORIGIN) == [None, None]
