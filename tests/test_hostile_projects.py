"""A project that means harm: it is read, and nothing of it runs, leads out or gets through."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import textwrap

import pytest

from flake8_fastapi_arch.cache import DIRECTORY
from flake8_fastapi_arch.project.modules.files import project_files
from tests.commands import SETUP, SHOP, fastapi_arch, flake8, write

USERS = "app/routers/users.py:10:5: FAA401"
# Writes a file as soon as it is imported or executed.
BOMB = "import pathlib\npathlib.Path(__file__).with_name('EXPLODED').touch()\n"
SHADOWS = ("json", "msgspec", "packaging", "rich", "sqlite3", "tomllib", "yaml", "plugin")
HOSTILE = {
    **SHOP,
    "setup.cfg": """\
[flake8]
max-line-length = 100
output-file = stolen.txt
[flake8:local-plugins]
extension = BAD = plugin:Checker
report = default = plugin:Formatter
paths = .
""",
    **{f"{name}.py": BOMB for name in SHADOWS},
    **dict.fromkeys(("conftest.py", "setup.py", "noxfile.py", "sitecustomize.py"), BOMB),
    "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
    "evil-1.0.dist-info/entry_points.txt": "[flake8.report]\ndefault = plugin:Formatter\n",
    "requirements.txt": "-r ../outside/requirements.txt\nfastapi\n",
    "pyproject.toml": '[tool.coverage.run]\nplugins = ["plugin"]\n[tool.setuptools]\n',
    "app/alias.py": "from outside import secret\nfrom ..outside import secret as other\n",
}
# Runs the command, and ends it where it reaches for the network or for a program other than git;
# says which files it opened.
WATCHED = """\
import sys

opened = set()

def watch(event, arguments):
    if event.startswith("socket.") or event in ("os.system", "os.exec", "os.posix_spawn"):
        raise SystemExit(f"{event} {arguments}")
    if event == "subprocess.Popen" and arguments[1][0] != "git":
        raise SystemExit(f"{event} {arguments}")
    if event == "open" and isinstance(arguments[0], str):
        opened.add(arguments[0])

sys.addaudithook(watch)
from flake8_fastapi_arch.cli import main
code = main(sys.argv[1:])
print(*sorted(opened), sep="\\n", file=sys.stderr)
raise SystemExit(code)
"""


@pytest.fixture
def hostile(tmp_path):
    write(
        tmp_path / "outside",
        {"secret.py": BOMB, "requirements.txt": "stolen==1\n", "app.py": SHOP["app/helpers.py"]},
    )
    root = write(tmp_path / "project", HOSTILE)
    (root / "app" / "linked.py").symlink_to(tmp_path / "outside" / "secret.py")
    (root / "app" / "directory").symlink_to(tmp_path / "outside")
    (root / "pytest.ini").symlink_to(tmp_path / "outside" / "secret.py")
    os.mkfifo(root / "app" / "pipe.py")
    os.mkfifo(root / "tox.ini.txt")
    return root


@pytest.mark.parametrize("command", [["check"], ["report"], ["routes"]])
def test_nothing_of_a_project_is_executed(hostile, command):
    ran = fastapi_arch(*command, cwd=hostile)
    assert "Traceback" not in ran.err
    assert ran.code in (0, 1)
    assert "users.py" in ran.out
    assert not list(hostile.parent.rglob("EXPLODED"))
    assert not (hostile / "stolen.txt").exists()


@pytest.mark.parametrize("command", ["check", "report"])
def test_nothing_is_sent_and_nothing_outside_is_read(hostile, command):
    done = subprocess.run(
        [sys.executable, "-P" if sys.version_info >= (3, 11) else "-s", "-c", WATCHED, command],
        cwd=hostile, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "users.py:10" in done.stdout
    opened = [os.path.realpath(line) for line in done.stderr.splitlines() if "/" in line]
    assert opened
    outside = str(hostile.parent / "outside")
    assert [path for path in opened if path.startswith(outside)] == []
    assert not (hostile.parent / "outside" / "EXPLODED").exists()


def test_a_file_behind_a_link_that_leads_out_is_left_out(hostile):
    assert not {"app/linked.py", "app/pipe.py", "pytest.ini"} & {*project_files(hostile)}
    ran = fastapi_arch("check", "app/linked.py", "app/routers/users.py", cwd=hostile)
    assert ran.places == [USERS]
    assert "app/linked.py:0:1: not checked: a link that leads out of the project" in ran.err


def test_a_link_inside_of_the_project_is_followed(tmp_path):
    root = write(tmp_path, SHOP)
    (root / "app" / "copy.py").symlink_to(root / "app" / "helpers.py")
    assert "app/copy.py" in {*project_files(root)}


# ── the cache


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE VIEW entry AS WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more)"
        " SELECT 'module' AS kind, n AS name, n AS version, n AS data, n AS seal FROM more",
        "CREATE TABLE entry (kind TEXT, name TEXT, version BLOB, data BLOB, seal BLOB, "
        "more TEXT GENERATED ALWAYS AS (hex(zeroblob(1000000))))",
    ],
    ids=["a view without an end", "columns of its own"],
)
def test_a_cache_of_another_shape_is_made_anew(tmp_path, monkeypatch, schema):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    root = write(tmp_path / "project", SHOP)
    (root / DIRECTORY).mkdir()
    with sqlite3.connect(root / DIRECTORY / "cache.sqlite") as connection:
        connection.execute(schema)
    connection.close()
    assert USERS in fastapi_arch("check", cwd=root).places


def test_a_cache_that_is_a_link_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    root = write(tmp_path / "project", SHOP)
    (tmp_path / "precious").mkdir()
    (root / DIRECTORY).symlink_to(tmp_path / "precious")
    assert USERS in fastapi_arch("check", cwd=root).places
    assert list((tmp_path / "precious").iterdir()) == []
    fastapi_arch("clean", cwd=root)
    assert not (root / DIRECTORY).exists() and (tmp_path / "precious").is_dir()


# ── what is printed


def test_no_control_character_reaches_the_terminal(tmp_path):
    main = """\
        from fastapi import FastAPI

        app = FastAPI()


        @app.get("/\x1b[2Jx\u202e\x07")
        def first(): ...


        @app.get("/\x1b[2Jx\u202e\x07")
        def second(): ...
        """
    root = write(tmp_path, {**SETUP, "main.py": textwrap.dedent(main)})
    ran = fastapi_arch("check", cwd=root)
    assert "FAA103" in ran.out
    assert {c for c in ran.out + ran.err if not c.isprintable()} <= {"\n"}
    assert flake8(cwd=root).out == ran.out
