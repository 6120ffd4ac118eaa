"""Bad input: a clear message, the rest still checked, the exit code right, and no traceback."""

from __future__ import annotations

import os
import sys

import pytest

from tests.commands import SETUP, SHOP, fastapi_arch, flake8, run, write

USERS = "app/routers/users.py:10:5: FAA401"


@pytest.fixture
def shop(tmp_path):
    return write(tmp_path, SHOP)


def test_a_file_that_does_not_parse_is_named_and_the_rest_is_checked(shop):
    write(shop, {"app/broken.py": "def f(:\n"})
    ran = fastapi_arch("check", cwd=shop)
    assert USERS in ran.places
    assert ran.code == 1
    assert "./app/broken.py:1:8: not checked: SyntaxError: invalid syntax" in ran.err
    assert flake8(cwd=shop).out == ran.out


def test_a_broken_helper_is_unknown_not_harmless(shop):
    write(shop, {"app/helpers.py": "def wait(:\n"})
    ran = fastapi_arch("check", cwd=shop)
    assert not any("orders.py" in place for place in ran.places)
    assert USERS in ran.places


@pytest.mark.parametrize(
    "content",
    [
        b"x = 1\n\x00",
        b"# coding: nonsense\n",
        b"x = '\xff'\n",
        b"\xff\xfeim\x00",
        b"x = " + b"(" * 5000 + b")" * 5000 + b"\n",
        b"x = " + b"-" * 50_000 + b"1\n",
        b"x = " + b"+".join([b"1"] * 20_000) + b"\n",
        "x = '\ud800'\n".encode("utf-8", "surrogatepass"),
    ],
    ids=[
        "null-byte", "unknown-encoding", "broken-encoding", "utf-16",
        "parentheses", "minus", "plus", "surrogate",
    ],
)  # fmt: skip
def test_no_content_of_a_file_stops_the_others(shop, content):
    write(shop, {"app/odd.py": content})
    for command in (["check"], ["report"]):
        ran = fastapi_arch(*command, cwd=shop)
        assert ran.code == 1
        assert "routers/users.py:10" in ran.out
        assert "Traceback" not in ran.err and "internal error" not in ran.err


ROUTE = """\
import time
from fastapi import FastAPI
app = FastAPI()
@app.get("/\u00e9")
async def read():
    time.sleep(1)
"""
ENCODED = {
    "bom.py": b"\xef\xbb\xbf" + ROUTE.encode(),
    "latin.py": b"# -*- coding: latin-1 -*-\n" + ROUTE.encode("latin-1"),
    "windows.py": ROUTE.encode().replace(b"\n", b"\r\n"),
    "macintosh.py": ROUTE.encode().replace(b"\n", b"\r"),
    "second_line.py": b"#!/bin/python\n# vim: set fileencoding=cp1252 :\n" + ROUTE.encode("cp1252"),
    "form_feed.py": b"\x0c\n" + ROUTE.encode(),
    "no_end.py": ROUTE.encode().rstrip(b"\n"),
}


def test_every_encoding_and_line_end_is_read(tmp_path):
    write(tmp_path, {**SETUP, **ENCODED})
    ran = fastapi_arch("check", "--no-cache", cwd=tmp_path)
    found = {place.partition(":")[0] for place in ran.places if place.endswith("FAA401")}
    assert found == {*ENCODED}


def test_five_hundred_modules_that_import_each_other_in_a_circle(tmp_path):
    modules = {
        f"app/m{i}.py": f"from app import m{(i + 1) % 500}\n\n\ndef f{i}():\n"
        f"    return m{(i + 1) % 500}.f{(i + 1) % 500}()\n"
        for i in range(500)
    }
    write(tmp_path, {**SHOP, **modules})
    ran = fastapi_arch("check", "--no-cache", "app/routers", cwd=tmp_path)
    assert USERS in ran.places
    assert "FAA000" not in ran.out


CONTROL = "\n\n@app.get('/control')\nasync def control():\n    time.sleep(1)\n"
LARGE = {
    "ten thousand routes": "".join(
        f"\n\n@app.get('/things{i}/{{thing_id}}')\nasync def read_{i}(thing_id: int) -> int:\n"
        f"    return load_{i}(thing_id)\n\n\ndef load_{i}(id: int) -> int:\n    return id\n"
        for i in range(10_000)
    ),
    "five megabytes of a table": "TABLE = {\n"
    + "".join(f"    {i}: ('name {i}', {i}, [{i}, {i}], {{'a': None}}),\n" for i in range(95_000))
    + "}\n",
    "five megabytes of functions": "".join(
        f"\n\ndef load_{i}(value: int, name: str = 'x') -> dict:\n"
        f"    found = {{'id': value, 'name': name}}\n    if found['id'] > {i}:\n"
        f"        return load_{(i + 1) % 30_000}(value - 1)\n    return found\n"
        for i in range(30_000)
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LARGE)
def test_a_file_that_a_program_wrote_is_checked_in_time(tmp_path, name):
    """In less than the five minutes that a command may take here."""
    source = f"import time\nfrom fastapi import FastAPI\napp = FastAPI()\n{LARGE[name]}{CONTROL}"
    write(tmp_path, {**SETUP, "main.py": source})
    ran = fastapi_arch("check", "--no-cache", cwd=tmp_path)
    assert ran.places == [f"./main.py:{source.count(chr(10))}:5: FAA401".removeprefix("./")]
    assert "FAA000" not in ran.out


def test_a_file_that_vanishes_meanwhile_is_named_and_the_rest_is_checked(shop):
    """It is there when flake8 looks for files, and gone when it would be read."""
    program = (
        "import os, sys; from flake8_fastapi_arch import cli\n"
        "from flake8_fastapi_arch.flake8_run.checking import FilesManager\n"
        "start = FilesManager.start\n"
        "def start_and_remove(self): start(self); os.remove('app/routers/quiet.py')\n"
        "FilesManager.start = start_and_remove\n"
        "sys.exit(cli.main(['check', '--no-cache']))"
    )
    ran = run(sys.executable, "-c", program, cwd=shop)
    assert USERS in ran.places
    assert "./app/routers/quiet.py:0:1: not checked: FileNotFoundError" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all files")
def test_a_file_that_may_not_be_read_is_named_and_the_rest_is_checked(shop):
    (shop / "app/routers/quiet.py").chmod(0)
    ran = fastapi_arch("check", cwd=shop)
    assert USERS in ran.places
    assert "./app/routers/quiet.py:0:1: not checked: PermissionError" in ran.err


def test_a_link_to_nowhere_is_named_and_the_rest_is_checked(shop):
    (shop / "app/gone.py").symlink_to(shop / "nowhere.py")
    ran = fastapi_arch("check", cwd=shop)
    assert USERS in ran.places
    assert "./app/gone.py:0:1: not checked: FileNotFoundError" in ran.err


def test_links_in_a_circle_end(shop):
    (shop / "app/again").symlink_to(shop / "app")
    assert USERS in fastapi_arch("check", cwd=shop).places


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_path_that_does_not_exist_is_misuse(shop, command):
    ran = fastapi_arch(command, "nowhere", cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere" in ran.err


def test_beside_a_path_that_does_not_exist_the_others_are_checked(shop):
    ran = fastapi_arch("check", "nowhere.py", "app/routers/users.py", cwd=shop)
    assert ran.places == [USERS]
    assert ran.code == 2


def test_a_report_is_about_one_project(shop):
    ran = fastapi_arch("report", "app", "app/routers", cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert "a report is about one project" in ran.err


def test_an_empty_directory_is_said_to_be_empty(shop):
    (shop / "empty").mkdir()
    ran = fastapi_arch("check", "empty", cwd=shop)
    assert (ran.code, ran.out) == (0, "")
    assert "no Python file to check in empty" in ran.err


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_project_without_fastapi_is_said_to_have_none(tmp_path, command):
    write(tmp_path, {**SETUP, "main.py": "import flask\n"})
    ran = fastapi_arch(command, cwd=tmp_path)
    assert ran.code == 0
    assert f"no module of {tmp_path} imports fastapi" in ran.err


@pytest.mark.parametrize(
    "setting, said",
    [
        ("max-line-length = many", "max-line-length = many: invalid literal for int()"),
        ("ignore = not a code", "ignore = not a code: Error code 'not'"),
        ("count = perhaps", "count = perhaps: Not a boolean"),
        ("per-file-ignores = FAA401", "Expected `per-file-ignores` to be a mapping"),
        ("jobs = many", "'many' must be 'auto' or an integer"),
        ("require-plugins = flake8-nonsense", "missing: flake8-nonsense"),
        ("jobs = 1\njobs = 2", "option 'jobs' in section 'flake8' already exists"),
    ],
)
@pytest.mark.parametrize("command", ["check", "report"])
def test_a_configuration_that_flake8_cannot_read_is_named(shop, setting, said, command):
    write(shop, {"setup.cfg": f"[flake8]\n{setting}\n"})
    ran = fastapi_arch(command, cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "content, said",
    [
        (None, "The specified config file does not exist: own.cfg"),
        (b"[flake8\n", "File contains no section headers"),
        (b"[flake8]\nx = \xff\n", "can't decode byte"),
    ],
)
def test_a_configuration_file_that_is_none_is_named(shop, content, said):
    if content is not None:
        write(shop, {"own.cfg": content})
    ran = fastapi_arch("check", "--config", "own.cfg", cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "setting",
    ["extend-ignore = FAA499", "extend-select = FAA499", "per-file-ignores = users.py: FAA499"],
)
def test_a_code_that_no_checker_has_is_pointed_out(shop, setting):
    write(shop, {"setup.cfg": f"[flake8]\n{setting}\n"})
    ran = fastapi_arch("check", cwd=shop)
    assert ran.code == 1
    name = setting.partition(" ")[0]
    assert f"{name}: no checker has the code FAA499" in ran.err


def test_codes_that_exist_are_not_pointed_out(shop):
    write(shop, {"setup.cfg": "[flake8]\nextend-ignore = FAA4,FAA901,E501,FAA001\n"})
    assert "no checker has" not in fastapi_arch("check", cwd=shop).err


def test_input_that_is_no_text_is_said_to_be_none(shop):
    ran = fastapi_arch("check", "-", cwd=shop, stdin=b"\xff")
    assert ran.out == ""
    assert "stdin:0:1: not checked: UnicodeDecodeError" in ran.err
    assert "Traceback" not in ran.err


def test_a_report_that_cannot_be_written_is_misuse(shop):
    ran = fastapi_arch("report", "-o", "app", cwd=shop)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "app" in ran.err


# ── the team's own rules

RULE = "code: FAA901\nmessage: no sleep\ndimension: security\nimpact: low\npriority: P2\n"
RULES = {
    "setup.cfg": "[flake8]\nfastapi-arch-rules = rules\nexclude = app/__init__.py\n",
    "rules/bad.yml": f"{RULE}",
    "rules/good.yml": f"{RULE.replace('901', '902')}rule:\n  pattern: time.sleep($N)\n",
}
BAD_RULE = "FAA001 `rules/bad.yml:1`: `rule` is missing"


def test_a_bad_rule_is_reported_once_at_the_first_file_that_is_checked(shop):
    write(shop, RULES)
    ran = fastapi_arch("check", cwd=shop)
    assert [line for line in ran.lines if "FAA001" in line] == [
        f"./app/helpers.py:1:1: {BAD_RULE}"
    ]
    assert any("users.py:10:5: FAA902 no sleep" in line for line in ran.lines)
    assert flake8("-j4", cwd=shop).out == ran.out


def test_a_bad_rule_is_mentioned_where_its_file_is_not_checked(shop):
    write(shop, RULES)
    ran = fastapi_arch("check", "app/routers/users.py", cwd=shop)
    assert "FAA001" not in ran.out
    assert "rules/bad.yml:1: `rule` is missing" in ran.err


def test_a_directory_of_rules_that_does_not_exist_is_named(shop):
    write(shop, {"setup.cfg": "[flake8]\nfastapi-arch-rules = nowhere\n"})
    ran = fastapi_arch("check", cwd=shop)
    assert ran.code == 1
    assert "FAA001 `nowhere:1`: there is no such directory" in ran.out
