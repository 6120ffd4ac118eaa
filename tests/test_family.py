"""Beside flake8's other plugins: each says what it says alone, and so do we."""

from __future__ import annotations

import importlib.metadata
import inspect
import pathlib
import re
import shutil
import sys

import pytest
from flake8.checker import FileChecker, Manager
from flake8.formatting.base import BaseFormatter
from flake8.main.application import Application
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager
from flake8.plugins import finder
from flake8.style_guide import StyleGuideManager
from packaging.requirements import Requirement

from tests.commands import SHOP, fastapi_arch, flake8, run, write

BOOKSTORE = pathlib.Path(__file__).resolve().parents[1] / "examples" / "bookstore"
# Each with code that it, and nobody else, has something to say of.
BESIDE = {
    "flake8-bugbear": ("B006", "def f(names: list[str] = []) -> None:\n    names.append('')\n"),
    "flake8-async": ("ASYNC251", "import time\n\n\nasync def f() -> None:\n    time.sleep(1)\n"),
    "wemake-python-styleguide": ("WPS", "def f() -> None:\n    x = 1\n    print(x)\n"),
}


def needs(distribution: str) -> None:
    try:
        importlib.metadata.distribution(distribution)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{distribution} is not installed; nox installs it")


@pytest.mark.parametrize("plugin", BESIDE)
def test_both_speak_and_neither_hears_the_other(plugin, tmp_path) -> None:
    needs(plugin)
    code, source = BESIDE[plugin]
    write(tmp_path, {**SHOP, "app/other.py": source})
    ran = run(sys.executable, "-m", "flake8", cwd=tmp_path)
    assert ran.err == ""
    assert any(f" {code}" in line for line in ran.lines if "app/other.py" in line)
    ours = [line for line in ran.lines if " FAA" in line]
    assert ours == fastapi_arch("check", cwd=tmp_path).lines != []


def test_flake8_pyproject_brings_our_options_too(tmp_path) -> None:
    needs("Flake8-pyproject")
    settings = '[tool.flake8]\nextend-ignore = ["FAA401"]\nmax-router-lines = 77\n'
    sources = {path: text for path, text in SHOP.items() if path != "setup.cfg"}
    write(tmp_path, {**sources, "pyproject.toml": settings})
    for command in (["-m", "flake8", "--select", "FAA"], ["-m", "flake8_fastapi_arch", "check"]):
        ran = run(sys.executable, *command, cwd=tmp_path)
        assert "FAA402" in ran.out and "FAA401" not in ran.out, ran
    assert "77" in fastapi_arch("config", cwd=tmp_path).out


def test_what_init_says_with_flake8_pyproject_is_in_force_there(tmp_path) -> None:
    needs("Flake8-pyproject")
    shop = shutil.copytree(BOOKSTORE, tmp_path / "shop")
    project = shop / "pyproject.toml"
    project.write_text(f"{project.read_text()}\n[tool.flake8]\nmax-router-lines = 77\n")
    told = fastapi_arch("init", cwd=shop)
    assert (told.code, told.err) == (0, "")
    assert not (shop / ".flake8").exists()
    offered = told.out.partition(":\n\n")[2].partition("\nTo check before")[0]
    before, routes, rest = offered.partition("# fastapi-arch-public-routes")
    wanted, end, rest = rest.partition("\n\n")
    wanted = f"{routes}{wanted}".replace("# ", "")
    project.write_text(f"{project.read_text()}{before}{wanted}{end}{rest}")
    in_force = fastapi_arch("config", cwd=shop)
    assert re.search(r"^max-handler-statements +pyproject.toml:\d+ +39$", in_force.out, re.M)
    assert "FAA301" not in fastapi_arch("check", cwd=shop).out
    accepted = fastapi_arch("baseline", cwd=shop).out
    assert "in pyproject.toml:\nfastapi-arch-baseline = 'fastapi-arch-baseline.json'\n" in accepted


def test_a_bug_report_of_flake8_names_us(tmp_path) -> None:
    for command in (["flake8"], ["flake8_fastapi_arch", "check"]):
        ran = run(sys.executable, "-m", *command, "--bug-report", cwd=tmp_path)
        assert '"plugin": "flake8-fastapi-arch"' in ran.out, ran.err


# ── what flake8_run/ takes from inside flake8


INSIDE = {
    Application: ["run_checks", "report", "make_formatter", "exit_code"],
    Manager: ["run", "start", "stop", "report"],
    FileChecker: ["run_checks", "run_ast_checks", "process_tokens", "report"],
    StyleGuideManager: ["handle_error"],
    BaseFormatter: ["start", "handle", "show_statistics", "show_benchmarks"],
    OptionManager: ["add_option", "extend_default_ignore", "register_plugins"],
}
CALLED = {
    Manager.__init__: ["style_guide", "plugins", "argv"],
    FileChecker.__init__: ["filename", "plugins", "options"],
    StyleGuideManager.handle_error: [
        "code", "filename", "line_number", "column_number", "text", "physical_line",
    ],
    OptionManager.__init__: ["version", "plugin_versions", "parents", "formatter_names"],
    aggregator.aggregate_options: ["manager", "cfg", "cfg_dir", "argv"],
    config.load_config: ["config", "extra", "isolated"],
    config.parse_config: ["option_manager", "cfg", "cfg_dir"],
    finder.parse_plugin_options: ["cfg", "cfg_dir", "enable_extensions", "require_plugins"],
    finder.find_plugins: ["cfg", "opts"],
    finder.load_plugins: ["plugins", "opts"],
}  # fmt: skip


@pytest.mark.parametrize("owner", INSIDE, ids=lambda owner: owner.__name__)
def test_flake8_still_has_what_we_build_on(owner: type) -> None:
    gone = [name for name in INSIDE[owner] if not callable(getattr(owner, name, None))]
    assert gone == [], f"this flake8 has changed: see flake8_run/, where {owner.__name__} is used"


@pytest.mark.parametrize("function", CALLED, ids=lambda function: function.__qualname__)
def test_flake8_still_takes_what_we_give_it(function) -> None:
    taken = set(inspect.signature(function).parameters)
    assert set(CALLED[function]) <= taken, "this flake8 has changed: see flake8_run/"


def test_the_versions_of_flake8_are_bounded_on_both_sides() -> None:
    needed = map(Requirement, importlib.metadata.requires("flake8-fastapi-arch") or [])
    [ours] = [each for each in needed if each.name == "flake8" and each.marker is None]
    assert {specifier.operator for specifier in ours.specifier} == {">=", "<"}
    assert ours.specifier.contains(importlib.metadata.version("flake8"), prereleases=True)


# ── noqa in every form


FORMS = {
    "": True,
    "# noqa": False,
    "# NOQA": False,
    "# noqa: FAA401": False,
    "# noqa:FAA401": False,
    "# noqa : FAA401": False,
    "# noqa: FAA": False,
    "# noqa: FAA4": False,
    "# noqa: E501,FAA401": False,
    "# noqa: E501, FAA401": False,
    "# noqa: E501 FAA401": False,
    "# noqa: FAA401 the partner is local": False,
    "# type: ignore  # noqa: FAA401": False,
    "# noqa: FAA402": True,
    "# noqa: E501": True,
    "# no qa": True,
}


@pytest.fixture(scope="module")
def silenced(tmp_path_factory):
    """A project with a file for each form; which files flake8 and the command find something in."""
    app = SHOP["app/routers/users.py"].replace("APIRouter", "FastAPI")
    forms = enumerate([*FORMS, "# flake8: noqa", "# flake8: noqa: FAA401"])
    sources = {
        f"form{number}.py": f"{form}\n{app}"
        if form.startswith("# flake8:")
        else app.replace("sleep(1)\n", f"sleep(1)  {form}\n")
        for number, form in forms
    }
    directory = write(tmp_path_factory.mktemp("silenced"), {**sources, "setup.cfg": "[flake8]\n"})
    return [
        {line.partition(":")[0].removeprefix("./") for line in ran.lines if "FAA401" in line}
        for ran in (flake8(cwd=directory), fastapi_arch("check", cwd=directory))
    ]


@pytest.mark.parametrize("number, form", list(enumerate(FORMS)))
def test_a_comment_silences_as_everywhere_in_flake8(number, form, silenced) -> None:
    assert [f"form{number}.py" in heard for heard in silenced] == [FORMS[form]] * 2


def test_a_file_can_be_silenced_as_a_whole(silenced) -> None:
    whole = {f"form{number}.py" for number in (len(FORMS), len(FORMS) + 1)}
    assert [whole & heard for heard in silenced] == [set(), set()]
