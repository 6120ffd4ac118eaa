"""flake8 in editors: the command lines they run, and python-lsp-server with its flake8 plugin."""

from __future__ import annotations

import asyncio
import sys

import pytest
from lsprotocol import types as lsp

from tests.commands import SHOP, run, write
from tests.editor import editing

pytestmark = pytest.mark.slow  # servers have to start
USERS = "app/routers/users.py"
TYPED = f"\n{SHOP[USERS]}"  # is not saved
FLAKE8 = [sys.executable, "-m", "flake8", "--extend-select=FAA"]
NAMED = ["--stdin-display-name", USERS, "-"]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        pytest.param(
            ["--format=%(row)d,%(col)d,%(code).1s,%(code)s:%(text)s", *NAMED],
            "11,5,F,FAA401:`time.sleep` blocks",
            id="VS Code",
        ),
        pytest.param(
            ["--format=%(path)s:%(row)d:%(col)d:%(code)s:%(text)s", "--no-show-source", *NAMED],
            f"{USERS}:11:5:FAA401:`time.sleep` blocks",
            id="nvim-lint",
        ),
        pytest.param(
            ["--format=default", *NAMED], f"{USERS}:11:5: FAA401 `time.sleep` blocks", id="ALE"
        ),
    ],
)
def test_the_text_that_is_piped_is_judged_in_its_project(tmp_path, options, line):
    root = write(tmp_path, SHOP)
    ran = run(*FLAKE8, *options, cwd=root, stdin=TYPED)
    assert ran.err == ""
    assert any(shown.startswith(line) for shown in ran.lines), ran.out


def test_python_lsp_server_shows_what_flake8_finds(tmp_path):
    pytest.importorskip("pylsp")
    root = write(tmp_path, SHOP)
    uri = (root / USERS).as_uri()
    plugins = {
        "flake8": {"enabled": True, "executable": f"{sys.executable} -m flake8"},
        "pycodestyle": {"enabled": False},
        "pyflakes": {"enabled": False},
        "mccabe": {"enabled": False},
    }

    async def scenario():
        async with editing(root, command=[sys.executable, "-m", "pylsp"]) as editor:
            settings = lsp.DidChangeConfigurationParams({"pylsp": {"plugins": plugins}})
            editor.client.workspace_did_change_configuration(settings)
            editor.open(uri, TYPED)
            await editor.until(lambda: "FAA401" in {d.code for d in editor.shown(uri)})
            (found,) = [d for d in editor.shown(uri) if d.code == "FAA401"]
            assert (found.range.start.line, found.source) == (10, "flake8")

    asyncio.run(scenario())
