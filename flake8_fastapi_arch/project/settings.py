"""What the configuration says, in the words of the project rather than of flake8."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings of one run. Paths are absolute.

    ``options`` holds the checkers' own options by name, e.g. ``{"max-handler-statements": 30}``.
    """

    root: str | None = None
    """The project's root where it is configured; otherwise it is found (``project.files``)."""
    source_roots: tuple[str, ...] = ()
    """Directories from which imports are resolved, before those that are found."""
    team_rules: str | None = None
    """The directory of the team's own rules (FAA9xx)."""
    libraries: tuple[str, ...] = ()
    """Files in the form of ``libraries/*.toml`` that add to or override what is known."""
    public_routes: tuple[str, ...] = ()
    """``METHOD /path: reason`` of routes that are public on purpose."""
    layers: tuple[str, ...] = ()
    """``role: pattern of paths`` of modules whose role is settled, whatever they contain."""
    severity: tuple[str, ...] = ()
    """``code: impact priority`` of checkers that matter more or less here than by default."""
    per_path: tuple[str, ...] = ()
    """``pattern of paths: option = number`` where a limit is another than in ``options``."""
    exclude: tuple[str, ...] = ()
    """flake8's patterns of files and directories that are not checked. They are read all the same:
    what is checked may depend on them."""
    baseline: str | None = None
    """The file of the findings that are accepted for now."""
    cache: str | None = None
    """The directory of what earlier runs found, seen from the project's root; None: there is none
    to be used or made."""
    options: Mapping[str, int | tuple[str, ...]] = dataclasses.field(default_factory=dict)
