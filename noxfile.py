"""The versions that we promise to work with: ``nox`` runs them all, ``nox -l`` lists them.

A Python that is not on this machine is skipped, and said so; those of pyenv are found.
"""

from __future__ import annotations

import os
import pathlib

import nox

PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]
FLAKE8S = ["6.0", "7.0", "newest"]
# What knows flake8 from the outside: its options, files, decisions, formats and processes.
AROUND_FLAKE8 = [
    "tests/test_flake8.py", "tests/test_family.py", "tests/test_command.py",
    "tests/test_bad_input.py", "tests/test_configuration_commands.py",
]  # fmt: skip
# What depends on the syntax trees of a Python, and on nothing that an application imports.
AROUND_PYTHON = [
    "tests/test_cases.py", "tests/test_examples.py", "tests/test_lower.py",
    "tests/test_newer_syntax.py", "tests/test_routes.py",
]  # fmt: skip
FAMILY = [
    "flake8-bugbear", "flake8-async", "Flake8-pyproject", "wemake-python-styleguide",
]  # fmt: skip
TOOLS = ["pytest", "pytest-xdist", "hypothesis", "jsonschema", "pre-commit"]

nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["flake8", "python", "family", "package"]

_PYENV = pathlib.Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
_interpreters = [str(path) for path in sorted(_PYENV.glob("versions/*/bin"))]
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *_interpreters])


@nox.session(python=PYTHONS)
@nox.parametrize("flake8", FLAKE8S)
def flake8(session: nox.Session, flake8: str) -> None:
    """What knows flake8, with the oldest, an old and the newest flake8."""
    wanted = "flake8" if flake8 == "newest" else f"flake8=={flake8}.*"
    session.install(".", wanted, *TOOLS)
    session.run("flake8", "--version")
    session.run("pytest", "--numprocesses=2", "-m", "not slow", *AROUND_FLAKE8)


@nox.session(python=PYTHONS)
def python(session: nox.Session) -> None:
    """All cases, on each Python."""
    session.install(".", *TOOLS)
    session.run("pytest", "--numprocesses=2", "-m", "not slow", *AROUND_PYTHON)


@nox.session(python=PYTHONS)
def family(session: nox.Session) -> None:
    """Beside other plugins."""
    session.install(".", *FAMILY, *TOOLS)
    session.run("pytest", "tests/test_family.py")


@nox.session(python=PYTHONS)
def package(session: nox.Session) -> None:
    """The wheel and the source distribution, built and installed as users have them."""
    session.install("build", "pytest")
    session.run("pytest", "-m", "slow", "tests/test_package.py")
