"""A team's own tables of what libraries do, as the configuration names them."""

from __future__ import annotations

import pathlib
import subprocess
import sys

APP = """\
import vault
from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def read() -> str:
    return vault.read_secret("key")
"""


def check(directory: pathlib.Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flake8_fastapi_arch", "check", "--select", "FAA", "."]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)


def test_a_table_makes_a_library_known(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "setup.cfg").write_text("[flake8]\nselect = FAA401\n")
    assert "FAA401" not in check(tmp_path).stdout

    (tmp_path / "vault.toml").write_text('[effects]\nnetwork = ["vault.read_secret"]\n')
    (tmp_path / "setup.cfg").write_text("[flake8]\nfastapi-arch-libraries = vault.toml\n")
    assert "./app.py:9:12: FAA401 `vault.read_secret` blocks" in check(tmp_path).stdout


def test_a_wrong_entry_is_told_where_it_stands(tmp_path: pathlib.Path) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "vault.toml").write_text('[effects]\nnetwrk = ["vault.read_secret"]\n')
    (tmp_path / "setup.cfg").write_text("[flake8]\nfastapi-arch-libraries = vault.toml\n")
    done = check(tmp_path)
    assert done.returncode == 1
    assert "./app.py:1:1: FAA001" in done.stdout
    assert "vault.toml" in done.stdout
    assert "netwrk" in done.stdout
