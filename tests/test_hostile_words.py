"""A project full of markup and escapes writes nothing but words into any output."""

from __future__ import annotations

import re

import pytest

from tests.commands import SETUP, fastapi_arch, flake8, write

PROJECT = {
    **SETUP,
    "pyproject.toml": '[project]\nname = "x\\u001b[31m<b>|`y"\n',
    "app/<b>|`[a](javascript:1).py": """\
import time
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI(title="<script>")


def guard():
    '''\x1b[31m <img src=x onerror=alert(1)>'''


@app.get("/x\\x1b[31m\\u202e|`<b>[bold]\\n# heading", tags=["\\x1b]0;taken\\x07"])
async def read(g: Annotated[None, Depends(guard)]) -> None:
    time.sleep(1)


@app.get("/x\\x1b[31m\\u202e|`<b>[bold]\\n# heading")
async def read_again() -> None:
    time.sleep(1)
""",
}
COMMANDS = [
    ("check",),
    ("check", "--format=json"),
    ("routes",),
    ("routes", "--format=markdown"),
    ("routes", "--format=mermaid"),
    ("graph",),
    ("graph", "--format=dot"),
    ("report",),
    ("report", "--explain-scores"),
    ("report", "--format=html"),
    ("report", "--format=sarif"),
    ("report", "--format=github"),
    ("plan",),
    ("plan", "--format=csv"),
    ("explain", "app/<b>|`[a](javascript:1).py:15"),
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return write(tmp_path_factory.mktemp("hostile"), PROJECT)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_escape_reaches_a_terminal(hostile, command):
    ran = fastapi_arch(*command, cwd=hostile)
    assert ran.code in (0, 1), ran.err
    assert "x1b" in ran.out or "javascript" in ran.out, "the words are not even there"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", ran.out + ran.err)


def test_flake8_itself_prints_none_either(hostile):
    ran = flake8("app", cwd=hostile)
    assert r"\x1b[31m" in ran.out
    assert "\x1b" not in ran.out
