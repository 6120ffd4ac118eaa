"""Every option that is in force, with its value and where that came from."""

from __future__ import annotations

import argparse
import configparser
import importlib.util
import os
import pathlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from flake8.options import config
from flake8.options.manager import OptionManager

from flake8_fastapi_arch.flake8_run import NOT_OURS, Configured, selects_ours

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT, COMMAND_LINE, THE_COMMAND = "default", "command line", "fastapi-arch"
_FILES = ("setup.cfg", "tox.ini", ".flake8")


class Setting(NamedTuple):
    """An option as it is in force."""

    name: str
    value: object
    origin: str
    """``default``, ``command line``, ``fastapi-arch`` where the command itself sets it, or the
    configuration file with the line."""


def settings_in_force(configured: Configured) -> list[Setting]:
    """What can be configured and concerns us: the options of flake8, then ours.

    Raises what reading the configuration raised before: nothing, in practice.
    """
    given = _given(configured.manager, configured.argv)
    from_files = config.parse_config(configured.manager, configured.cfg, configured.cfg_dir)
    files = list(_files(configured))
    found = []
    for option in configured.manager.options:
        name = option.config_name
        if name is None or name in NOT_OURS:
            continue
        dest = option.dest if isinstance(option.dest, str) else name
        origin = DEFAULT
        if name in from_files:
            origin = _place(name, files)
        if getattr(given, dest, None) is not None:
            origin = COMMAND_LINE
        elif dest == "select" and not selects_ours(configured.cfg):
            origin = THE_COMMAND
        shown = name.replace("_", "-")
        found.append(Setting(shown, getattr(configured.options, dest), origin))
    return found


def pyproject_table(directory: pathlib.Path) -> Mapping[str, object] | None:
    """What stands in ``[tool.flake8]`` of the ``pyproject.toml`` in *directory*, where
    Flake8-pyproject reads that in place of flake8's own files."""
    if importlib.util.find_spec("flake8p") is None:
        return None
    try:
        with (directory / "pyproject.toml").open("rb") as file:
            table = tomllib.load(file).get("tool", {}).get("flake8")
    except (OSError, tomllib.TOMLDecodeError):
        return None
    return table if isinstance(table, dict) else None


def configuration_file(directory: pathlib.Path) -> pathlib.Path | None:
    """The file in *directory* that flake8 would take its configuration from."""
    for name in _FILES:
        file = directory / name
        parsed = configparser.RawConfigParser()
        try:
            parsed.read(file, encoding="utf-8")
        except (UnicodeDecodeError, configparser.Error):
            continue
        if "flake8" in parsed or "flake8:local-plugins" in parsed:
            return file
    return None


def _given(manager: OptionManager, argv: Iterable[str]) -> argparse.Namespace:
    """What *argv* sets; all else is None."""
    nothing = argparse.Namespace(**{action.dest: None for action in manager.parser._actions})
    manager.parser.parse_known_args(list(argv), nothing)
    return nothing


def _files(configured: Configured) -> Iterator[pathlib.Path]:
    """The files that the configuration may have been read from; the last one wins."""
    directory = pathlib.Path(configured.cfg_dir)
    named = configured.named_files
    if named.isolated:
        return
    # Flake8-pyproject reads this one, in place of flake8's own.
    yield pathlib.Path("pyproject.toml").absolute()
    if named.config is not None:
        yield pathlib.Path(named.config).absolute()
    elif (file := configuration_file(directory)) is not None:
        yield file
    yield from (pathlib.Path(file).absolute() for file in named.append_config)


def _place(name: str, files: Iterable[pathlib.Path]) -> str:
    """The last line in *files* that sets *name*, or that some configuration does."""
    place = "configuration"
    for file in files:
        section = ""
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        for number, line in enumerate(lines, 1):
            if head := re.match(r"\[([^\]]+)\]", line):
                section = head[1]
            key = re.match(r"\"?([\w-]+)\"?\s*[=:]", line)
            is_it = key is not None and key[1].lower().replace("-", "_") == name
            if is_it and section in ("flake8", "tool.flake8"):
                place = f"{os.path.relpath(file)}:{number}"
    return place
