"""The plugin inside flake8: configured, silenced and parallelised as flake8's users expect."""

from __future__ import annotations

import dataclasses
import random

import pytest
from flake8.main.cli import main as flake8_main
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from tests import throwaway
from tests.commands import SETUP, SHOP, USERS_REPAIRED, fastapi_arch, flake8, write

USERS = "app/routers/users.py:10:5: FAA401"
ORDERS = "app/routers/orders.py:10:5: FAA402"
QUIET = "app/routers/quiet.py:13:5: FAA401"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shop"), SHOP)


def test_findings_are_told_at_their_exact_place(shop):
    ran = flake8(cwd=shop)
    assert ran.places == [ORDERS, QUIET, USERS]
    assert f"./{USERS} `time.sleep` blocks the event loop" in ran.out
    assert (ran.code, ran.err) == (1, "")


def test_one_file_alone_is_judged_with_the_project_around_it(shop):
    assert flake8("app/routers/orders.py", cwd=shop).places == [ORDERS]
    assert flake8("orders.py", cwd=shop / "app/routers").places == ["orders.py:10:5: FAA402"]


def test_what_an_editor_pipes_in_replaces_the_file(shop):
    behind = ("--stdin-display-name", "app/routers/users.py", "-")
    assert flake8(*behind, cwd=shop, stdin=SHOP["app/routers/users.py"]).places == [USERS]
    assert flake8(*behind, cwd=shop, stdin=USERS_REPAIRED).places == []
    moved = "\n\n" + SHOP["app/routers/users.py"]
    assert flake8(*behind, cwd=shop, stdin=moved).places == [USERS.replace(":10:", ":12:")]


def test_what_an_editor_pipes_in_may_be_a_new_file(shop):
    behind = ("--stdin-display-name", "app/routers/new.py", "-")
    new = SHOP["app/routers/users.py"].replace("APIRouter", "FastAPI")
    assert flake8(*behind, cwd=shop, stdin=new).places == [USERS.replace("users", "new")]


def test_what_is_piped_in_without_a_name_may_be_any_file(shop):
    """It is judged in the project, and nothing is said of what includes or tests it."""
    users = SHOP["app/routers/users.py"]
    assert flake8("--select=FAA", "-", cwd=shop, stdin=users).places == ["stdin:10:5: FAA401"]


def test_a_file_that_is_not_the_projects_is_judged_alone(tmp_path):
    aside = {f".tools/{path.rpartition('/')[2]}": SHOP[path] for path in SHOP if "routers/" in path}
    own_app = SHOP["app/routers/users.py"].replace("APIRouter", "FastAPI")
    write(tmp_path, {**SHOP, **aside, ".tools/app.py": own_app})
    assert flake8(".tools", cwd=tmp_path).places == [".tools/app.py:10:5: FAA401"]


@pytest.mark.parametrize(
    "configuration, left",
    [
        ("extend-ignore = FAA402", [QUIET, USERS]),
        ("ignore = FAA402", [QUIET, USERS]),
        ("per-file-ignores =\n  app/routers/users.py: FAA4", [ORDERS, QUIET]),
        ("per-file-ignores =\n  app/*: FAA401", [ORDERS]),
        ("exclude = orders.py,app/routers/quiet.py", [USERS]),
    ],
)
def test_flake8s_own_settings_decide(tmp_path, configuration, left):
    write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\n{configuration}\n"})
    assert flake8(cwd=tmp_path).places == left


@pytest.mark.parametrize("file", ["setup.cfg", "tox.ini", ".flake8"])
def test_each_of_flake8s_files_can_hold_our_options(tmp_path, file):
    rules = "code: FAA901\nmessage: no sleep\ndimension: security\nimpact: low\npriority: P2\n"
    write(
        tmp_path,
        {
            "users.py": SHOP["app/routers/users.py"],
            # No slash in it: flake8 alone would look for it in the working directory.
            file: "[flake8]\nfastapi-arch-rules = rules\n",
            "rules/sleep.yml": f"{rules}rule:\n  pattern: time.sleep($N)\n",
            "below/empty.py": "",
        },
    )
    expected = "users.py:10:5: FAA901"
    assert expected in flake8("users.py", cwd=tmp_path).places
    assert f"../{expected}" in flake8("../users.py", cwd=tmp_path / "below").places


def test_noqa_can_be_disabled(shop):
    assert len(flake8("--disable-noqa", cwd=shop).places) == 7


def test_all_options_stand_in_the_help_with_their_defaults(shop):
    words = " ".join(flake8("--help", cwd=shop).out.split())
    assert "--fastapi-arch-root directory" in words
    for option in (option for checker in catalog() for option in checker.options):
        assert f"--{option.name} " in words
        default = option.default
        shown = default if isinstance(default, int) else list(default)
        assert f"{option.help.split()[-1]} (Default: {shown})" in words


def test_flake8_names_the_plugin_in_its_version(shop):
    assert "flake8-fastapi-arch" in "".join(flake8("--version", cwd=shop).lines)


# ── options and opting in, with checkers of each kind


@pytest.fixture
def three(tmp_path, monkeypatch, capfdbinary):
    """Run flake8 with a checker of each kind on one function; the codes and the messages."""
    throwaway.install(monkeypatch, throwaway.ALWAYS, throwaway.REVIEW, throwaway.ASKED)
    write(tmp_path, {**SETUP, "a.py": "def f() -> None:\n    return None\n"})
    monkeypatch.chdir(tmp_path)

    def three(*arguments, configuration=""):
        (tmp_path / "setup.cfg").write_text(f"[flake8]\n{configuration}\n")
        flake8_main(["-j1", *arguments])
        out = capfdbinary.readouterr().out.decode()
        return dict(line.split(": ", 1)[1].split(" ", 1) for line in out.splitlines())

    return three


@pytest.mark.parametrize(
    "arguments, configuration, heard",
    [
        ([], "", "1"),
        (["--select", "FAA"], "", "1"),
        (["--select", "FAA,FAA483"], "", "13"),
        (["--select", "FAA48"], "", "123"),
        (["--extend-select", "FAA482"], "", "12"),
        ([], "extend-select = FAA483", "13"),
        (["--select", "FAA"], "extend-select = FAA483", "13"),
        ([], "ignore = E1", "1"),
        ([], "ignore = E1\nextend-select = FAA482", "12"),
        ([], "extend-ignore = FAA481", ""),
        ([], "extend-select = FAA48\nextend-ignore = FAA482", "13"),
        ([], "select = E,FAA", "1"),
        ([], "select = E", ""),
    ],
)
def test_opt_in_checkers_wait_until_they_are_named(three, arguments, configuration, heard):
    assert list(three(*arguments, configuration=configuration)) == [f"FAA48{n}" for n in heard]


@pytest.mark.parametrize(
    "arguments, configuration, message",
    [
        ([], "", "`f` of 3 for anna+otto"),
        ([], "max-throwaway = 5", "`f` of 5 for anna+otto"),
        (["--max-throwaway", "7"], "max-throwaway = 5", "`f` of 7 for anna+otto"),
        ([], "throwaway-names =\n  eve,\n  ada", "`f` of 3 for eve+ada"),
        (["--throwaway-names=eve"], "", "`f` of 3 for eve"),
    ],
)
def test_options_reach_the_checkers(three, arguments, configuration, message):
    assert three(*arguments, configuration=configuration) == {"FAA481": message}


def test_a_failure_of_the_analysis_is_a_finding_and_flake8_goes_on(three, monkeypatch):
    def project(analysis, root):
        raise RuntimeError("no\nway")

    monkeypatch.setattr(Analysis, "project", project)
    assert three("--extend-select", "W", "--max-line-length", "3") == {
        "FAA000": "`the analysis` failed on this file: RuntimeError: no way; please report it",
        "E501": "line too long (15 > 3 characters)",
    }


def test_a_message_can_hold_what_no_encoding_can(three, monkeypatch):
    odd = dataclasses.replace(throwaway.ALWAYS, message="two\nlines and a lone \ud800")
    throwaway.install(monkeypatch, odd)
    assert three() == {"FAA481": "two lines and a lone \\ud800"}


# ── the same result however flake8 is run

HANDLERS = {
    "blocks": "@router.get('/{n}')\nasync def handler{n}() -> None:\n    time.sleep(1)\n",
    "calls": "@router.get('/{n}')\nasync def handler{n}() -> None:\n    wait()\n",
    "quiet": "@router.get('/{n}')\nasync def handler{n}() -> None:\n    time.sleep(1)  # noqa\n",
    "clean": "@router.get('/{n}')\ndef handler{n}() -> None:\n    wait()\n",
}
ROUTER = """\
import time
from fastapi import APIRouter
from app.helpers import wait
router = APIRouter()
"""


@st.composite
def projects(draw):
    """A project of two to five routers that share a helper, and how many findings are in it.

    One more file may be broken.
    """
    routers = draw(
        st.lists(st.lists(st.sampled_from(sorted(HANDLERS)), min_size=1), min_size=2, max_size=5)
    )
    sources = {
        **SETUP,
        "app/__init__.py": "",
        "app/helpers.py": SHOP["app/helpers.py"],
        "app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
    }
    for number, kinds in enumerate(routers):
        handlers = [HANDLERS[kind].replace("{n}", str(n)) for n, kind in enumerate(kinds)]
        sources[f"app/router{number}.py"] = "\n".join([ROUTER, *handlers])
        sources["app/main.py"] += f"from app import router{number}\n"
        sources["app/main.py"] += f"app.include_router(router{number}.router)\n"
    if draw(st.booleans()):
        sources["app/broken.py"] = "def f(:\n"
    return sources, sum(kind in ("blocks", "calls") for kinds in routers for kind in kinds)


@pytest.mark.slow
@settings(max_examples=3, deadline=None, derandomize=True)
@given(project=projects())
def test_jobs_file_lists_and_the_command_agree(tmp_path_factory, project):
    sources, number = project
    directory = write(tmp_path_factory.mktemp("project"), sources)
    files = sorted(path for path in sources if path.endswith(".py"))
    expected = flake8("-j1", *files, cwd=directory)
    assert len(expected.places) == number

    shuffled = random.Random(0).sample(files, len(files))
    assert flake8("-j4", *shuffled, cwd=directory) == expected
    alone = [flake8(file, cwd=directory) for file in files]
    assert "".join(ran.out for ran in alone) == expected.out
    piped = [
        flake8("--stdin-display-name", file, "-", cwd=directory, stdin=sources[file])
        for file in files
    ]
    assert "".join(ran.out for ran in piped) == expected.out
    command = fastapi_arch("check", *files, cwd=directory)
    assert (command.code, command.out) == (expected.code, expected.out)
