"""What is published: a wheel and a source distribution that work where nothing else is."""

from __future__ import annotations

import pathlib
import re
import shutil
import sys
import tarfile
import venv
import zipfile

import pytest

from tests.commands import UNREACHABLE, run

ROOT = pathlib.Path(__file__).resolve().parents[1]
# What a project that only checks itself does not need: it would slow down every installation.
HEAVY = {"fastapi", "starlette", "pydantic", "sqlalchemy", "pygls", "jinja2", "mkdocs", "mypy"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, pathlib.Path]:
    """The distributions, by the end of their names."""
    pytest.importorskip("build")
    sources = tmp_path_factory.mktemp("sources") / "repository"
    shutil.copytree(ROOT, sources, ignore=shutil.ignore_patterns(".*", "build", "*.egg-info"))
    done = run(sys.executable, "-m", "build", "--outdir", "made", cwd=sources)
    if any(word in done.out + done.err for word in UNREACHABLE):
        pytest.skip("there is no package index to build with")
    assert done.code == 0, done.out + done.err
    return {path.suffix: path for path in (sources / "made").iterdir()}


@pytest.fixture(scope="module", params=[".whl", ".gz"])
def installed(request, built, tmp_path_factory) -> pathlib.Path:
    """The programs of an environment in which nothing but a distribution is installed."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=True)
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    done = run(
        *(str(programs / "python"), "-m", "pip", "install", "--quiet", str(built[request.param])),
        cwd=place,
    )
    assert done.code == 0, done.err
    return programs


def test_the_wheel_holds_the_package_and_nothing_else(built) -> None:
    names = zipfile.ZipFile(built[".whl"]).namelist()
    assert {re.split("[/-]", name)[0] for name in names} == {"flake8_fastapi_arch"}
    assert "flake8_fastapi_arch/py.typed" in names
    assert "flake8_fastapi_arch/libraries/sqlalchemy.toml" in names
    assert any(name.endswith("/LICENSE") for name in names)
    package = ROOT / "flake8_fastapi_arch"
    data = {
        path.relative_to(ROOT).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data <= set(names)


def test_the_repository_holds_nothing_that_it_ignores() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no git repository")
    listed = run("git", "ls-files", "--cached", "--ignored", "--exclude-standard", cwd=ROOT)
    assert (listed.code, listed.out) == (0, "")


def test_the_source_distribution_has_what_builds_it_and_nothing_by_halves(built) -> None:
    with tarfile.open(built[".gz"]) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {"CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"} <= names
    assert not any(name.startswith("tests/") for name in names)


def test_it_is_light(installed) -> None:
    listed = run(str(installed / "python"), "-m", "pip", "list", "--format=freeze", cwd=installed)
    names = {line.partition("==")[0].lower() for line in listed.lines}
    assert "flake8-fastapi-arch" in names
    assert names & HEAVY == set()


def test_the_commands_of_the_readme_work(installed, tmp_path) -> None:
    shop = shutil.copytree(ROOT / "examples" / "bookstore", tmp_path / "shop")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^(?:fastapi-arch|flake8) .+$", readme, re.MULTILINE)
    for line in lines:
        program, *arguments = line.partition("#")[0].split()
        if "--against" in arguments:  # needs a repository: tests/test_routes_command.py
            continue
        if "lsp" in arguments:  # needs an extra: tests/test_editor.py
            continue
        ran = run(str(installed / program), *arguments, cwd=shop)
        assert ran.code in (0, 1), (line, ran.err)
        assert "Traceback" not in ran.err
    assert len(lines) > 8
