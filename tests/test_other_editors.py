"""flake8 in editors: the command lines they run, and python-lsp-server with its flake8 plugin."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys

import pytest
from lsprotocol import types as lsp

from tests.commands import SHOP, run, write
from tests.editor import editing
from tests.test_docs import ROOT

pytestmark = pytest.mark.slow  # servers have to start
USERS = "app/routers/users.py"
TYPED = f"\n{SHOP[USERS]}"  # is not saved
GUIDE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
# What they print of the finding, FILE being the name they call the file by.
SHOWN = {
    "VS Code": "10,5,F,FAA401:`time.sleep` blocks",
    "nvim-lint": "FILE:11:5:FAA401:`time.sleep` blocks",
    "ALE": "FILE:11:5: FAA401 `time.sleep` blocks",
}


@pytest.mark.parametrize("name", [USERS, "absolute"])
@pytest.mark.parametrize("editor", SHOWN)
def test_what_an_editor_shows_is_judged_in_its_project(tmp_path, editor, name):
    root = write(tmp_path, SHOP)
    file = USERS if name == USERS else str(root / USERS)
    guide = GUIDE[GUIDE.index(f"{editor}**") :]
    told = re.search(r"^```console\nflake8 (.+)\n```$", guide, re.MULTILINE)
    assert told is not None
    arguments = [file if word == "app/main.py" else word for word in shlex.split(told[1])]
    ran = run(sys.executable, "-m", "flake8", *arguments, cwd=root, stdin=TYPED)
    assert (ran.code, ran.err) == (1, "")
    line = SHOWN[editor].replace("FILE", file)
    assert [shown for shown in ran.lines if shown.startswith(line)], ran.out


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
