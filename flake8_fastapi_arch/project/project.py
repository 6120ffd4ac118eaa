"""All modules of a project, linked: the answers no single module can give."""

from __future__ import annotations

import ast
import functools
import pathlib
from collections.abc import Iterable, Mapping

from flake8_fastapi_arch.facts.lower import lower
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.application import Application
from flake8_fastapi_arch.project.files import python_files
from flake8_fastapi_arch.project.settings import Settings


class Project:
    """Immutable; every answer is computed when it is first asked for."""

    def __init__(
        self, root: pathlib.Path, modules: Iterable[Module], settings: Settings
    ) -> None:
        self.root = root
        self.settings = settings
        self.modules: Mapping[str, Module] = {module.path: module for module in modules}

    @classmethod
    def read(cls, root: pathlib.Path, settings: Settings) -> Project:
        """Read the project at *root* from disk; files that cannot be read or parsed are left out."""
        modules = (_read(root, path) for path in python_files(root))
        return cls(root, (module for module in modules if module is not None), settings)

    def with_module(self, module: Module) -> Project:
        """The same project with *module* in place of the one at its path."""
        others = (other for path, other in self.modules.items() if path != module.path)
        return Project(self.root, [*others, module], self.settings)

    @functools.cached_property
    def application(self) -> Application:
        """The routes, as FastAPI would serve them."""
        return Application()


def _read(root: pathlib.Path, path: str) -> Module | None:
    try:
        source = (root / path).read_bytes()
        return lower(path, ast.parse(source), source.count(b"\n") + 1)
    except (OSError, SyntaxError, ValueError, RecursionError):
        return None
