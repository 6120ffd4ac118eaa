"""How long the lines of a project may be, as its formatter or linter is told."""

from __future__ import annotations

import pathlib
import re

from flake8_fastapi_arch.project.modules.files import is_own

_DEFAULT = 88  # black's and ruff's
_SETTING = re.compile(r"^\s*(?:max[-_])?line[-_]length\s*=\s*[\"']?(\d+)", re.MULTILINE)
_FILES = ("ruff.toml", ".ruff.toml", "pyproject.toml", "setup.cfg", ".flake8", "tox.ini")


def line_limit(root: pathlib.Path, path: str) -> int:
    """How long a line of the file at *path* may be: what the nearest configuration says."""
    for directory in pathlib.PurePosixPath(path).parents:
        limit = _configured(root / directory, root)
        if limit is not None:
            return limit
    return _DEFAULT


def _configured(directory: pathlib.Path, root: pathlib.Path) -> int | None:
    for name in _FILES:
        file = directory / name
        if not is_own(file, root):
            continue
        try:
            found = _SETTING.search(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeError):
            continue
        if found:
            return int(found[1])
    return None
