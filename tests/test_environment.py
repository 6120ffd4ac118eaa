"""What a project declares and locks, from every kind of file, and what follows for a version."""

from __future__ import annotations

import itertools
import os
import pathlib
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from flake8_fastapi_arch.project.environment.manifests import Declaration
from flake8_fastapi_arch.project.environment.versions import Environment, Requirement


@pytest.fixture
def read(tmp_path):
    """Environment of a project with the given files."""

    def read(files: dict[str, str | bytes]) -> Environment:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            content = text if isinstance(text, bytes) else textwrap.dedent(text).encode()
            file.write_bytes(content)
        return Environment.read(tmp_path)

    return read


PEP_621 = """\
    [project]
    name = "shop"
    requires-python = ">=3.11"
    dependencies = [
        "FastAPI[standard]>=0.115,<0.120",
    ]
"""


@pytest.mark.parametrize(
    ("path", "text", "specifier", "source"),
    [
        ("pyproject.toml", PEP_621, "<0.120,>=0.115", "pyproject.toml:5"),
        (
            "pyproject.toml",
            '[project.optional-dependencies]\nweb = ["fastapi>=0.1"]',
            ">=0.1",
            "pyproject.toml:2",
        ),
        (
            "pyproject.toml",
            '[dependency-groups]\nweb = [{include-group = "x"}, "fastapi>=0.1"]',
            ">=0.1",
            "pyproject.toml:2",
        ),
        (
            "pyproject.toml",
            '[tool.uv]\ndev-dependencies = ["fastapi>=0.1"]',
            ">=0.1",
            "pyproject.toml:2",
        ),
        (
            "pyproject.toml",
            '[tool.pdm.dev-dependencies]\nx = ["-e file:///x", "fastapi>=0.1"]',
            ">=0.1",
            "pyproject.toml:2",
        ),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\npython = "^3.11"\nfastapi = "^0.115.2"',
            "<0.116,>=0.115.2",
            "pyproject.toml:3",
        ),
        (
            "pyproject.toml",
            '[tool.poetry.group.web.dependencies]\nfastapi = {version = "~0.115.2"}',
            "<0.116,>=0.115.2",
            "pyproject.toml:2",
        ),
        ("requirements.txt", "# web\nfastapi~=0.115.0  # pin\n", "~=0.115.0", "requirements.txt:2"),
        ("dev-requirements.txt", "fastapi >=0.1\n", ">=0.1", "dev-requirements.txt:1"),
        ("requirements/base.txt", "fastapi>=0.1\n", ">=0.1", "requirements/base.txt:1"),
        ("requirements.in", "fastapi>=0.1\n", ">=0.1", "requirements.in:1"),
        (
            "requirements.txt",
            "\ufefffastapi>=0.1\r\n".encode("utf-16-le"),
            ">=0.1",
            "requirements.txt:1",
        ),
        (
            "setup.cfg",
            "[options]\npython_requires = >=3\ninstall_requires =\n  anyio\n    fastapi>=0.1\n",
            ">=0.1",
            "setup.cfg:5",
        ),
        (
            "setup.cfg",
            "[options.extras_require]\nweb = anyio; fastapi>=0.1\n",
            ">=0.1",
            "setup.cfg:2",
        ),
        (
            "setup.py",
            "import setuptools\nNEEDS = ['fastapi>=0.1']\nsetuptools.setup(install_requires=NEEDS)",
            ">=0.1",
            "setup.py:2",
        ),
        (
            "setup.py",
            "from setuptools import setup\nsetup(extras_require={'web': ['fastapi>=0.1']})",
            ">=0.1",
            "setup.py:2",
        ),
        ("Pipfile", '[packages]\nanyio = "*"\nfastapi = ">=0.1"', ">=0.1", "Pipfile:3"),
        (
            "shop-1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: shop\nVersion: 1.0\nRequires-Dist: fastapi (>=0.1)\n"
            "\nRequires-Dist: fastapi <0\n",
            ">=0.1",
            "shop-1.0.dist-info/METADATA:4",
        ),
    ],
)
def test_declaration_is_found(read, path, text, specifier, source):
    environment = read({path: text})
    requirement = environment.requirement("fastapi")
    assert environment.problems == ()
    assert requirement is not None
    assert requirement.specifier == SpecifierSet(specifier)
    assert requirement.source == source
    assert requirement.locked is None


@pytest.mark.parametrize(
    ("path", "text", "source"),
    [
        (
            "uv.lock",
            'version = 1\n\n[[package]]\nname = "fastapi"\nversion = "0.115.2"\n'
            'dependencies = [\n    { name = "starlette" },\n]\n\n[package.metadata]\nname = "x"\n',
            "uv.lock:5",
        ),
        (
            "poetry.lock",
            '[[package]]\nname = "fastapi"\nversion = "0.115.2"\n[package.extras]\nversion = "1"\n',
            "poetry.lock:3",
        ),
        ("pdm.lock", '[[package]]\nname = "fastapi"\nversion = "0.115.2"\n', "pdm.lock:3"),
        ("pylock.toml", '[[packages]]\nname = "fastapi"\nversion = "0.115.2"\n', "pylock.toml:3"),
        (
            "Pipfile.lock",
            '{"default": {\n "fastapi": {"version": "==0.115.2"}}, "develop": {}}',
            "Pipfile.lock:2",
        ),
        ("requirements.txt", "fastapi==0.115.2 \\\n  --hash=sha256:1\n", "requirements.txt:1"),
        (
            "fastapi-0.115.2/PKG-INFO",
            "Name: fastapi\nVersion: 0.115.2\n",
            "fastapi-0.115.2/PKG-INFO:2",
        ),
    ],
)
def test_locked_version_is_found(read, path, text, source):
    requirement = read({path: text}).requirement("FastAPI")
    assert requirement is not None
    assert requirement.locked == Version("0.115.2")
    assert requirement.source == source


def test_lock_decides_over_the_declaration(read):
    environment = read(
        {
            "pyproject.toml": PEP_621,
            "uv.lock": '[[package]]\nname = "fastapi"\nversion = "0.118.0"\n',
        }
    )
    assert environment.certainly("fastapi", ">=0.118")
    assert not environment.possibly("fastapi", ">=0.119")
    assert environment.version_range("fastapi") == SpecifierSet("==0.118.0")


def test_declaration_leaves_open_what_it_does_not_exclude(read):
    environment = read({"pyproject.toml": PEP_621})
    assert environment.certainly("fastapi", ">=0.115") is True
    assert environment.certainly("fastapi", ">=0.116") is False
    assert environment.possibly("fastapi", ">=0.116") is True
    assert environment.possibly("fastapi", ">=0.120") is False
    assert environment.version_range("fastapi") == SpecifierSet(">=0.115,<0.120")


def test_undeclared_is_unknown(read):
    environment = read({"pyproject.toml": PEP_621})
    assert environment.requirement("flask") is None
    assert environment.certainly("flask", ">=1") is None
    assert environment.possibly("flask", ">=1") is None
    assert environment.version_range("flask") is None


def test_contradiction_is_unknown(read):
    environment = read({"requirements.txt": "fastapi<0.1\nfastapi>=0.2\n"})
    assert environment.requirement("fastapi") is not None
    assert environment.certainly("fastapi", ">=0.2") is None
    assert environment.possibly("fastapi", ">=0.2") is None


def test_files_that_contradict_each_other_are_installed_apart(read):
    files = {
        "requirements/web.txt": "fastapi==0.109.2\n",
        "requirements/model.txt": "fastapi==0.109.1\n",
    }
    environment = read(files)
    assert environment.certainly("fastapi", ">=0.106,<0.118") is True
    assert environment.certainly("fastapi", ">=0.109.2") is False
    assert environment.possibly("fastapi", ">=0.109.2") is True


def test_markers_are_alternatives(read):
    text = "fastapi<0.100; python_version<'3.9'\nfastapi>=0.110; python_version>='3.9'\n"
    environment = read({"requirements.txt": text})
    assert environment.certainly("fastapi", ">=0.110") is False
    assert environment.possibly("fastapi", ">=0.110") is True
    assert environment.possibly("fastapi", ">=0.101,<0.110") is False
    assert environment.certainly("fastapi", "!=0.105") is True


def test_optional_group_does_not_bind_the_rest(read):
    text = """\
        [project]
        dependencies = ["fastapi>=0.100"]
        [project.optional-dependencies]
        new = ["fastapi>=0.137"]
        """
    environment = read({"pyproject.toml": text})
    assert environment.certainly("fastapi", ">=0.137") is False
    assert environment.certainly("fastapi", ">=0.100") is True


def test_fork_of_a_lock_is_several_versions(read):
    text = "".join(f'[[package]]\nname = "fastapi"\nversion = "{v}"\n' for v in ("0.99", "0.137"))
    environment = read({"uv.lock": text})
    assert environment.certainly("fastapi", ">=0.137") is False
    assert environment.possibly("fastapi", ">=0.137") is True
    requirement = environment.requirement("fastapi")
    assert requirement is not None and requirement.locked is None


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        ("^1.2.3", ["1.2.3", "1.9"], ["1.2.2", "2.0"]),
        ("^0.2", ["0.2", "0.2.9"], ["0.3"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4"]),
        ("^0", ["0.9"], ["1.0"]),
        ("~1.2", ["1.2", "1.2.9"], ["1.3"]),
        ("~1", ["1.9"], ["2"]),
        ("1.2.*", ["1.2.7"], ["1.3"]),
        ("1.2", ["1.2"], ["1.2.1"]),
        (">=1.2 <2", ["1.2", "1.9"], ["2"]),
        (">=1.2, !=1.5", ["1.4"], ["1.5"]),
        ("*", ["0.1", "9"], []),
        ("^1 || ^3", ["1.5", "3.5"], ["2.5"]),
    ],
)
def test_poetry_constraint(read, constraint, inside, outside):
    environment = read({"pyproject.toml": f'[tool.poetry.dependencies]\nx = "{constraint}"'})
    assert environment.problems == ()
    assert all(environment.possibly("x", f"=={version}") for version in inside)
    assert not any(environment.possibly("x", f"=={version}") for version in outside)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": PEP_621}, ">=3.11"),
        ({"setup.cfg": "[options]\npython_requires = >=3.9\n"}, ">=3.9"),
        ({"setup.py": "from setuptools import setup\nsetup(python_requires='>=3.9')"}, ">=3.9"),
        ({"pyproject.toml": '[tool.poetry.dependencies]\npython = "^3.9"'}, ">=3.9,<4"),
        ({"Pipfile": '[requires]\npython_version = "3.9"'}, "==3.9.*"),
        ({".python-version": "3.12\n"}, "==3.12.*"),
        ({".python-version": "3.12.1\n"}, "==3.12.1"),
        ({"Dockerfile": "FROM python:3.12-slim AS base\n"}, "==3.12.*"),
        ({"Dockerfile": "ARG V=3.12\nFROM --platform=x python:${V}-slim\n"}, "==3.12.*"),
        ({"Dockerfile": "FROM ghcr.io/astral-sh/uv:python3.12-bookworm\n"}, "==3.12.*"),
        ({"Dockerfile": "FROM python:3.9\nFROM node:20\nFROM python:3.12\n"}, "==3.12.*"),
        ({"a.dist-info/METADATA": "Name: a\nRequires-Python: >=3.9\n"}, ">=3.9"),
    ],
)
def test_python_version(read, files, expected):
    requirement = read(files).requirement("python")
    assert requirement is not None
    assert requirement.specifier == SpecifierSet(expected)


def test_node_image_is_no_python(read):
    assert read({"Dockerfile": "FROM node:20\nRUN pip install x\n"}).requirement("python") is None


def test_included_files_count_once(read):
    environment = read(
        {
            "requirements.txt": "-r requirements/base.txt\n-c constraints.txt\nanyio\n",
            "requirements/base.txt": "-r ../requirements.txt\nfastapi>=0.100\n",
            "constraints.txt": "fastapi==0.115.2\nunused>=1\n",
        }
    )
    requirement = environment.requirement("fastapi")
    assert requirement is not None
    assert [d.source for d in requirement.declarations] == ["requirements/base.txt:2"]
    assert requirement.locked == Version("0.115.2")
    assert environment.requirement("unused") is None
    assert environment.problems == ()


def test_include_never_leaves_the_project(read, tmp_path):
    (tmp_path / "secret.txt").write_text("token-of-the-neighbour\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text(
        f"-r ../secret.txt\n-r {tmp_path}/secret.txt\nanyio\n"
    )
    environment = Environment.read(project)
    assert environment.problems == ()
    assert environment.requirement("token-of-the-neighbour") is None
    assert environment.requirement("anyio") is not None


def test_locations_and_options_are_no_requirements(read):
    text = "-e .\n--index-url https://x\n./wheel.whl\ngit+https://x/y.git#egg=y\nfastapi @ https://x/f\n"
    environment = read({"requirements.txt": text})
    assert environment.problems == ()
    assert environment.certainly("fastapi", ">=0.1") is False
    assert environment.possibly("fastapi", ">=0.1") is True
    assert environment.requirement("y") is None


def test_broken_line_is_a_problem_and_the_rest_is_read(read):
    environment = read({"requirements.txt": "anyio\n<<<<<<< HEAD\nfastapi>=0.1\n"})
    assert [problem.source for problem in environment.problems] == ["requirements.txt:2"]
    assert "<<<<<<< HEAD" in environment.problems[0].reason
    assert environment.certainly("fastapi", ">=0.1")


@pytest.mark.parametrize(
    ("path", "content", "source"),
    [
        ("pyproject.toml", b"[project]\nname = \n", "pyproject.toml:2"),
        ("pyproject.toml", b"a=" + b"[" * 100_000, "pyproject.toml"),
        ("pyproject.toml", b"\xff\xfe\xff", "pyproject.toml"),
        ("Pipfile.lock", b"{,}", "Pipfile.lock:1"),
        ("setup.py", b"x = 1\nsetup(]\n", "setup.py:2"),
        ("setup.py", b"\0", "setup.py"),
        ("setup.cfg", b"install_requires = x\n", "setup.cfg:1"),
        ("requirements.txt", b"\x80", "requirements.txt"),
        ("requirements.txt", b"-r missing.txt", "requirements.txt:1"),
    ],
)
def test_broken_file_is_a_problem_and_the_others_are_read(read, path, content, source):
    environment = read({path: content, "other/requirements.txt": "fastapi>=0.1\n"})
    [problem] = environment.problems
    assert problem.source.startswith(source)
    assert problem.reason
    assert environment.certainly("fastapi", ">=0.1")


@pytest.mark.parametrize(
    "text",
    [
        "project = 1",
        "tool = []",
        "[project]\ndependencies = {a = 1}\noptional-dependencies = [1]\nrequires-python = 3",
        "[tool.poetry]\ndependencies = 1\ngroup = {a = 1, b = {dependencies = []}}",
        "[tool.poetry.dependencies]\na = 1\nb = {version = 1}\nc = [[1]]\nd = true",
    ],
)
def test_unexpected_types_are_passed_over(read, text):
    assert read({"pyproject.toml": text}).requirement("fastapi") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_named_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "requirements.txt")
    environment = Environment.read(tmp_path)
    assert environment.problems == ()  # it is no file, so it is none of the project's
    assert environment.requirement("fastapi") is None


def test_virtual_environments_are_not_the_project(read):
    environment = read(
        {
            "env/pyvenv.cfg": "",
            "env/requirements.txt": "fastapi<0.1",
            ".venv/requirements.txt": "fastapi<0.1",
            "lib/site-packages/x.dist-info/METADATA": "Requires-Dist: fastapi<0.1\n",
        }
    )
    assert environment.homes == ()


def test_the_file_that_declares_fastapi_is_preferred(read):
    environment = read(
        {
            "pyproject.toml": '[project]\ndependencies = ["pydantic<2", "ruff"]',
            "backend/pyproject.toml": '[project]\ndependencies = ["fastapi>=0.137", "pydantic>=2"]',
            "docs/requirements.txt": "fastapi<0.1\npydantic<1\n",
        }
    )
    assert environment.certainly("fastapi", ">=0.137")
    assert environment.certainly("pydantic", ">=2")
    assert environment.possibly("ruff", ">=0.1")


def test_the_nearest_file_answers_for_a_module(read):
    environment = read(
        {
            "a/requirements.txt": "fastapi<0.100\n",
            "b/requirements.txt": "fastapi>=0.137\n",
            "requirements.txt": "anyio>=4\n",
        }
    )
    assert environment.certainly("fastapi", "<0.100", near="a/app/main.py")
    assert environment.certainly("fastapi", ">=0.137", near="b/app/main.py")
    assert environment.certainly("anyio", ">=4", near="b/app/main.py")


def test_a_workspace_lock_serves_its_members_where_it_fits(read):
    environment = read(
        {
            "uv.lock": '[[package]]\nname = "fastapi"\nversion = "0.137.0"\n',
            "member/pyproject.toml": '[project]\ndependencies = ["fastapi>=0.100"]',
            "stranger/pyproject.toml": '[project]\ndependencies = ["fastapi<0.100"]',
        }
    )
    assert environment.certainly("fastapi", "==0.137.0", near="member/main.py")
    assert environment.certainly("fastapi", "<0.100", near="stranger/main.py")


def test_main_dependencies_are_those_of_the_application(read):
    text = """\
        [project]
        requires-python = ">=3.11"
        dependencies = ["uvicorn", "fastapi"]
        [dependency-groups]
        dev = ["pytest"]
        """
    names = [r.name for r in read({"pyproject.toml": text}).main_dependencies()]
    assert names == ["fastapi", "uvicorn"]


GRID = [
    Version(".".join(map(str, release)))
    for release in itertools.product(range(4), range(4), (0, 1, 2, 3, 4))
] + [Version(f"{a}.{b}.1.0.5") for a in range(4) for b in range(4)]
versions = st.builds("{}.{}".format, st.integers(0, 2), st.integers(0, 2))
specifiers = st.lists(
    st.one_of(
        st.builds(
            "{}{}".format, st.sampled_from(["<", "<=", ">", ">=", "==", "!=", "~="]), versions
        ),
        st.builds("{}{}.*".format, st.sampled_from(["==", "!="]), versions),
    ),
    max_size=3,
).map(",".join)


@settings(deadline=None)
@given(specifiers, specifiers)
def test_answers_agree_with_trying_every_version(declared, asked):
    declaration = Declaration("x", SpecifierSet(declared), "", "requirements.txt:1")
    requirement = Requirement("x", (declaration,), ())
    allowed = [version for version in GRID if version in SpecifierSet(declared)]
    answers = [version in SpecifierSet(asked) for version in allowed]
    assert requirement.certainly(SpecifierSet(asked)) == (all(answers) if answers else None)
    assert requirement.possibly(SpecifierSet(asked)) == (any(answers) if answers else None)


@settings(deadline=None)
@given(
    st.sampled_from(["pyproject.toml", "requirements.txt", "setup.cfg", "Dockerfile"]), st.text()
)
def test_no_text_makes_reading_fail(tmp_path_factory, name, text):
    root: pathlib.Path = tmp_path_factory.mktemp("project")
    (root / name).write_text(text, encoding="utf-8", errors="replace")
    assert all(problem.source for problem in Environment.read(root).problems)
