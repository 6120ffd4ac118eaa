"""What lies around the modules of a project, and stays the same when one of them changes."""

from __future__ import annotations

import functools
import pathlib

from flake8_fastapi_arch.project.environment.gates import Gates
from flake8_fastapi_arch.project.environment.versions import Environment
from flake8_fastapi_arch.project.testing.coverage import Coverage


class Surroundings:
    """What manifests, configuration and reports below *root* tell, each read when first asked."""

    def __init__(self, root: pathlib.Path) -> None:
        self._root = root

    @functools.cached_property
    def environment(self) -> Environment:
        """What the project declares: its libraries and their versions."""
        return Environment.read(self._root)

    @functools.cached_property
    def gates(self) -> Gates:
        """Which quality gates the project has set up."""
        return Gates.read(self._root)

    @functools.cached_property
    def coverage(self) -> Coverage:
        """Which lines the tests ran, as far as a report tells."""
        return Coverage.read(self._root)
