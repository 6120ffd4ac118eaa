"""The command lines in the guides, run as they stand there."""

from __future__ import annotations

import pathlib
import re
import shlex
import shutil
import sys

import pytest

from flake8_fastapi_arch.cli import main
from tests.commands import run

ROOT = pathlib.Path(__file__).resolve().parents[1]
GUIDES = ["configuration.md", "ci.md", "editors.md"]
OURS = ("fastapi-arch ", "flake8 ")


def commands():
    for guide in GUIDES:
        text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
        for fence in re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
            for line in fence.splitlines():
                if line.startswith(OURS):
                    yield pytest.param(line, id=f"{guide}: {line}")


@pytest.fixture
def bookstore(tmp_path):
    """A copy of the example under git, whose branch main it has just left; with a team's rules."""
    shutil.copytree(ROOT / "examples/bookstore", tmp_path, dirs_exist_ok=True)
    shutil.copytree(ROOT / "examples/team_rules", tmp_path / "lint/rules")
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        [*who, "commit", "--quiet", "--message=First"],
        ["switch", "--quiet", "--create=work"],
    ):
        assert run("git", *command, cwd=tmp_path).code == 0
    return tmp_path


@pytest.mark.parametrize("line", list(commands()))
def test_the_command_line_works(line, bookstore):
    program, rest = line.split(" ", 1)
    module = {"flake8": "flake8", "fastapi-arch": "flake8_fastapi_arch"}[program]
    shown = f"{shlex.quote(sys.executable)} -m {module} {rest}"
    ran = run("sh", "-c", shown, cwd=bookstore, stdin=(bookstore / "app/main.py").read_bytes())
    assert ran.code in (0, 1), ran.err
    assert "Traceback" not in ran.err


def test_every_option_of_ours_stands_in_the_guide(capfdbinary):
    text = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    assert main(["config"]) == 0
    lines = capfdbinary.readouterr().out.decode().splitlines()
    ours = {line.split()[0] for line in lines if line.startswith(("fastapi-arch-", "max-", "look"))}
    assert documented == ours
