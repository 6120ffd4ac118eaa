"""Which gates a project has set up: type checker, linter, coverage threshold, pipeline."""

from __future__ import annotations

import pathlib
import re

import msgspec

from flake8_fastapi_arch.project.modules.files import is_own

_TYPES = re.compile(
    r"\[(?:tool\.)?(?:mypy|pyright|basedpyright|ty|pyrefly|pyre)\b|\b(?:mypy|pyright|basedpyright"
    r"|pyrefly)\b"
)
_STYLE = re.compile(r"\b(?:ruff|flake8|pylint|black|yapf|autopep8|pycodestyle|pyflakes)\b")
_MARKS = (".git", "pyproject.toml", "setup.cfg", "setup.py", "tox.ini")
_COVERAGE = re.compile(r"fail[_-]under|codecov|coveralls|sonar")
_PIPELINES = (
    ".github/workflows", ".gitlab-ci.yml", "azure-pipelines.yml", "Jenkinsfile", ".circleci",
    "bitbucket-pipelines.yml", ".drone.yml", ".travis.yml", "buildspec.yml", ".woodpecker",
    ".woodpecker.yml", ".buildkite", "cloudbuild.yaml", ".forgejo/workflows", ".gitea/workflows",
    "appveyor.yml", "dagger.json", ".tekton", ".onedev-buildspec.yml",
)  # fmt: skip
_SPEAKING = (
    "pyproject.toml", "setup.cfg", "tox.ini", "noxfile.py", "Makefile", "justfile", "Justfile",
    "Taskfile.yml", ".pre-commit-config.yaml", ".pre-commit-config.yml", ".coveragerc",
    "lefthook.yml", "prek.toml", "requirements-dev.txt", "dev-requirements.txt", "Jenkinsfile",
    ".gitlab-ci.yml",
)  # fmt: skip
_NAMED = {
    "mypy.ini": "types", ".mypy.ini": "types", "pyrightconfig.json": "types", "ty.toml": "types",
    "pyrefly.toml": "types", "ruff.toml": "style", ".ruff.toml": "style", ".flake8": "style",
    ".pylintrc": "style", "pylintrc": "style", "codecov.yml": "coverage",
    ".codecov.yml": "coverage", "sonar-project.properties": "coverage",
    ".coveralls.yml": "coverage",
}  # fmt: skip
_MOST_BYTES = 1 << 20
_WORDS = {
    "types": "a type checker",
    "style": "a linter",
    "coverage": "a coverage threshold",
    "pipeline": "a pipeline that runs them",
}


class Gates(msgspec.Struct, frozen=True):
    """``missing`` names, in words, the gates that nothing in the project speaks of."""

    missing: tuple[str, ...] = ()

    @classmethod
    def read(cls, root: pathlib.Path) -> Gates:
        """Look at *root* and, inside a repository, at the directories above it.

        A directory that is neither configured nor a repository says nothing of gates: nothing is
        missing there.
        """
        if not any((root / name).exists() for name in _MARKS):
            return cls()
        found: set[str] = set()
        for directory in directories(root):
            found |= _in(directory)
        return cls(tuple(words for gate, words in _WORDS.items() if gate not in found))


def directories(root: pathlib.Path) -> list[pathlib.Path]:
    """*root* and what is above it in its repository."""
    above = [root, *root.parents]
    for size, directory in enumerate(above, start=1):
        if (directory / ".git").exists():
            return above[:size]
    return [root]


def _in(directory: pathlib.Path) -> set[str]:
    found = {gate for name, gate in _NAMED.items() if (directory / name).exists()}
    texts = [beginning(directory, name) for name in _SPEAKING]
    for name in _PIPELINES:
        place = directory / name
        if place.exists():
            found.add("pipeline")
            files = sorted(place.glob("*.y*ml")) if place.is_dir() else [place]
            texts += [beginning(directory, file) for file in files]
    for gate, words in (("types", _TYPES), ("style", _STYLE), ("coverage", _COVERAGE)):
        if any(words.search(text) for text in texts):
            found.add(gate)
    return found


def beginning(root: pathlib.Path, path: str | pathlib.Path) -> str:
    """The first megabyte of the file at *path*; nothing where that cannot be read, or leads out of
    *root*."""
    file = root / path
    if not is_own(file, root):
        return ""
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
