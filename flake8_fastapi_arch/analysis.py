"""From a file to its diagnostics: what the plugin, the command, the report and editors share."""

from __future__ import annotations

import ast
import os
import pathlib
import tokenize
from collections.abc import Iterable
from typing import Any

from flake8_fastapi_arch.checker import Checker, Diagnostic, Match
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.engine import Engine
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.project.files import project_root
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.tool import CHECKER_CRASHED


class Analysis:
    """Checks files one at a time; the projects around them are read once and kept."""

    def __init__(self, settings: Settings, checkers: Iterable[Checker[Any]]) -> None:
        self._settings = settings
        self._engine = Engine(checkers)
        self._projects: dict[pathlib.Path, Project] = {}

    def check(
        self, filename: str, source: str, tree: ast.Module | None = None
    ) -> list[Diagnostic]:
        """What the checkers say of *filename*, whose present text is *source*.

        The text replaces what lies on disk, as an editor's unsaved buffer does; a caller that has
        parsed it passes the *tree*. Raises SyntaxError where there is no tree and the text is not
        Python. Nothing else is raised: a failure of the analysis is a diagnostic, FAA000.
        """
        try:
            return self._check(pathlib.Path(os.path.abspath(filename)), source, tree)
        except Exception as error:  # a linter that stops at one file checks none of the others
            if isinstance(error, SyntaxError) and tree is None:
                raise
            return [_failure(filename, error)]

    def project(self, root: pathlib.Path) -> Project:
        """The project at *root*, read from disk on the first call."""
        if root not in self._projects:
            self._projects[root] = Project.read(root, self._settings)
        return self._projects[root]

    def project_of(self, path: pathlib.Path) -> Project:
        """The project that *path* (absolute) belongs to."""
        return self.project(project_root(path, self._settings.root))

    def _check(
        self, path: pathlib.Path, source: str, tree: ast.Module | None
    ) -> list[Diagnostic]:
        project = self.project_of(path)
        relative = path.relative_to(project.root).as_posix()
        module = project.modules.get(relative)
        if module is None or source != _text_on_disk(path):
            module = lower(relative, tree or ast.parse(source), source.count("\n") + 1)
            project = project.with_module(module)
        return self._engine.check(Context(module, project, self._settings.options))


def _text_on_disk(path: pathlib.Path) -> str | None:
    """The text of the file as flake8 reads it, or None where it cannot be read."""
    try:
        with tokenize.open(path) as file:
            return file.read()
    except (OSError, SyntaxError, UnicodeError):
        return None


def _failure(filename: str, error: Exception) -> Diagnostic:
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    details = {"code": "the analysis", "error": reason}
    return Diagnostic(CHECKER_CRASHED, filename, "", Match(1, 0, details))
