"""Severities and limits that the configuration changes."""

from __future__ import annotations

import json

import pytest

from tests.commands import SHOP, fastapi_arch, flake8, write

LONG = "\n".join(["", *(f"    value{n} = {n}" for n in range(34)), "    return []\n"])
FAT = """\
from fastapi import APIRouter

router = APIRouter()


@router.get("/fat")
def read_fat() -> list[str]:""" + LONG
MAIN = """\
from fastapi import FastAPI

from app.new import fat as new
from app.old import fat as old

app = FastAPI()
app.include_router(new.router, prefix="/new")
app.include_router(old.router, prefix="/old")
"""
TWO_FAT = {
    "app/__init__.py": "",
    "app/main.py": MAIN,
    "app/new/__init__.py": "",
    "app/new/fat.py": FAT,
    "app/old/__init__.py": "",
    "app/old/fat.py": FAT,
}


def fat(project, configuration):
    """Where flake8 finds FAA501 under *configuration*; the command finds it there, too."""
    write(project, {**TWO_FAT, "setup.cfg": f"[flake8]\n{configuration}\n"})
    ran = flake8(cwd=project)
    assert fastapi_arch("check", cwd=project).out == ran.out
    return [line.split(":")[0].removeprefix("./") for line in ran.lines if "FAA501" in line]


@pytest.mark.parametrize(
    "entries, left",
    [
        ("", ["app/new/fat.py", "app/old/fat.py"]),
        ("app/old/*: max-handler-statements = 60", ["app/new/fat.py"]),
        ("app/old/*:max-handler-statements=60, app/new/*: max-handler-statements=60", []),
        ("\n  app/*: max-handler-statements = 60\n  app/old/*: max-handler-statements = 5",
         ["app/old/fat.py"]),
    ],
)  # fmt: skip
def test_a_limit_can_be_another_for_some_paths(tmp_path, entries, left):
    assert fat(tmp_path, f"fastapi-arch-per-path-options = {entries}") == left


def test_a_limit_for_some_paths_wins_over_the_general_one(tmp_path):
    general = "max-handler-statements = 60\n"
    strict = "fastapi-arch-per-path-options = app/new/*: max-handler-statements = 5"
    assert fat(tmp_path, general) == []
    assert fat(tmp_path, general + strict) == ["app/new/fat.py"]


@pytest.mark.parametrize(
    "entries, impact, priority",
    [
        ("", "high", "P0"),
        ("FAA401: low", "low", "P0"),
        ("FAA401: P2", "high", "P2"),
        ("FAA4: Medium p1", "medium", "P1"),
        ("FAA401: low, FAA4: medium P1, FAA: P2", "low", "P1"),
    ],
)
def test_a_severity_can_be_another_in_this_project(tmp_path, entries, impact, priority):
    write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\nfastapi-arch-severity = {entries}\n"})
    for _ in ("computed", "kept"):
        ran = fastapi_arch("check", "--format=json", cwd=tmp_path)
        first = next(f for f in json.loads(ran.out) if f["code"] == "FAA401")
        assert (first["impact"], first["priority"]) == (impact, priority)


def test_a_severity_changes_the_teams_own_rules_and_the_report(tmp_path):
    rule = (
        "code: FAA901\nmessage: no sleep\ndimension: Testing & Quality\nimpact: low\npriority: P2\n"
        "rule:\n  pattern: time.sleep($$$)\n"
    )
    settings = "fastapi-arch-rules = rules\nfastapi-arch-severity = FAA901: high P0\n"
    write(tmp_path, {**SHOP, "rules/a.yml": rule, "setup.cfg": f"[flake8]\n{settings}"})
    findings = json.loads(fastapi_arch("check", "--format=json", cwd=tmp_path).out)
    mine = {(f["impact"], f["priority"]) for f in findings if f["code"] == "FAA901"}
    assert mine == {("high", "P0")}


@pytest.mark.parametrize(
    "entry, reason",
    [
        ("severity = FAA401: loud", "an impact is one of high, medium, low"),
        ("severity = FAA401: low high", "an impact is one of high, medium, low"),
        ("severity = FAA401 low", "is not of the form `CODE: impact priority`"),
        ("per-path-options = app/*: max-handlers = 3", "no checker has a limit `max-handlers`"),
        ("per-path-options = app/*: max-handler-queries = few", "`few` is not a number"),
        ("per-path-options = app/*", "is not of the form `pattern of paths: option = number`"),
    ],
)
def test_an_entry_that_cannot_be_used_is_a_finding(tmp_path, entry, reason):
    write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\nfastapi-arch-{entry}\n"})
    said = [line for line in flake8(cwd=tmp_path).lines if "FAA001" in line]
    assert len(said) == 1
    assert f"fastapi-arch-{entry.replace(' =', ':', 1)}" in said[0]
    assert reason in said[0]


def test_a_severity_for_a_code_that_does_not_exist_is_remarked(tmp_path):
    write(tmp_path, {**SHOP, "setup.cfg": "[flake8]\nfastapi-arch-severity = FAA499: low\n"})
    err = fastapi_arch("check", cwd=tmp_path).err
    assert "fastapi-arch-severity: no checker has the code FAA499" in err
