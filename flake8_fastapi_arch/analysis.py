"""From a file to its diagnostics: what the plugin, the command, the report and editors share."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Iterable
from typing import Any

from flake8_fastapi_arch.checker import Checker, Diagnostic
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.engine import Engine
from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.project.files import project_root
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings


class Analysis:
    """Checks files one at a time; the projects around them are read once and kept."""

    def __init__(self, settings: Settings, checkers: Iterable[Checker[Any]]) -> None:
        self._settings = settings
        self._engine = Engine(checkers)
        self._projects: dict[pathlib.Path, Project] = {}

    def check(self, filename: str, tree: ast.Module, source: str) -> list[Diagnostic]:
        """What the checkers say of *filename*, whose present text is *source*.

        The text replaces what lies on disk, as an editor's unsaved buffer does.
        """
        path = pathlib.Path(filename).absolute()
        root = project_root(path, self._settings.root)
        relative = path.relative_to(root).as_posix()
        module = lower(relative, tree, source.count("\n") + 1)
        project = self.project(root).with_module(module)
        return self._engine.check(Context(module, project, self._settings.options))

    def project(self, root: pathlib.Path) -> Project:
        """The project at *root*, read from disk on the first call."""
        if root not in self._projects:
            self._projects[root] = Project.read(root, self._settings)
        return self._projects[root]
