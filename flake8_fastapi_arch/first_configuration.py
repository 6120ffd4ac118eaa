"""A first configuration, fit for the project as it is: what ``fastapi-arch init`` writes."""

from __future__ import annotations

import collections
import dataclasses
import importlib.metadata
import json
import pathlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flake8_fastapi_arch.checker import Checker, Diagnostic
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.engine import Engine
from flake8_fastapi_arch.project.modules.files import is_excluded
from flake8_fastapi_arch.project.project import Project

_OPEN_ROUTES = ("FAA301", "FAA302")
_SECTION = "[flake8]"


@dataclasses.dataclass(frozen=True)
class Entry:
    """One option: why it stands there, and its lines; none of them is in force where it is only
    offered, as a comment."""

    option: str
    comment: tuple[str, ...]
    value: tuple[str, ...]
    is_offered: bool = False

    @property
    def text(self) -> str:
        """The entry as lines of an INI file."""
        mark = "# " if self.is_offered else ""
        head = [f"# {line}" for line in self.comment]
        if len(self.value) == 1:
            return "\n".join([*head, f"{mark}{self.option} = {self.value[0]}"]) + "\n"
        lines = [f"{mark}{self.option} =", *(f"{mark}    {line}" for line in self.value)]
        return "\n".join([*head, *lines]) + "\n"

    @property
    def toml(self) -> str:
        """The entry as lines of a TOML table."""
        mark = "# " if self.is_offered else ""
        head = [f"# {line}" for line in self.comment]
        if len(self.value) == 1:
            (value,) = self.value
            shown = value if value.isdigit() else f"'{value}'"
            return "\n".join([*head, f"{mark}{self.option} = {shown}"]) + "\n"
        lines = [f"{self.option} = '''", *(f"    {line}" for line in self.value), "'''"]
        return "\n".join([*head, *(f"{mark}{line}" for line in lines)]) + "\n"


def entries(project: Project, checkers: Iterable[Checker[Any]]) -> list[Entry]:
    """The options that are worth a line in *project*; *checkers* are all there are.

    None of them changes what is found today but the limits, which are met from now on.
    """
    everyone = tuple(checkers)
    return [
        *_source_roots(project),
        *_layers(project),
        *_public_routes(project, everyone),
        *_limits(project, everyone),
    ]


def with_entries(text: str, added: Iterable[Entry]) -> str:
    """*text*, an INI file, with those of *added* in its section of flake8 that are neither there
    nor commented out there."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if line.startswith("[")]
    start = next((n for n in heads if lines[n].startswith(_SECTION)), None)
    if start is None:
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        return before + _SECTION + "\n" + "\n".join(entry.text for entry in added)
    end = next((n for n in heads if n > start), len(lines))
    while not lines[end - 1].strip():
        end -= 1
    there = {
        key[1].lower().replace("_", "-")
        for line in lines[start:end]
        if (key := re.match(r"(?:# )?([\w-]+)\s*[=:]", line))
    }
    new = [entry.text for entry in added if entry.option not in there]
    return "\n".join([*lines[:end], *(text.rstrip() for text in new), *lines[end:]]) + "\n"


def hooks() -> str:
    """What to put into ``.pre-commit-config.yaml``: the hooks from the repository that this tool
    was installed from, where that is known; otherwise the tool as it is installed here."""
    source = _repository()
    if source is not None:
        address, revision = source
        return f"""\
repos:
  - repo: {address}
    rev: {revision}
    hooks:
      - id: fastapi-arch         # the changed files
      - id: fastapi-arch-report  # the whole project
"""
    return """\
repos:
  - repo: local
    hooks:
      - id: fastapi-arch         # the changed files
        name: fastapi-arch
        entry: fastapi-arch check
        language: system
        types_or: [python]
        require_serial: true
      - id: fastapi-arch-report  # the whole project
        name: fastapi-arch report
        entry: fastapi-arch report --format summary
        language: system
        pass_filenames: false
        require_serial: true
"""


def _source_roots(project: Project) -> Iterator[Entry]:
    roots = [root for root in project.imports.roots if root]
    if roots and not project.settings.source_roots:
        comment = "Where imports start from, as they were found. Add what is missing."
        yield Entry("fastapi-arch-source-roots", (comment,), (", ".join(roots),))


def _layers(project: Project) -> Iterator[Entry]:
    if project.settings.layers:
        return
    found = [
        f"{role.value}: {path}"
        for role, paths in project.roles.layers().items()
        if role is not None
        for path in paths
        if not path.endswith("__init__.py") and not project.roles.of(project.modules[path]).is_sure
    ]
    if found:
        comment = (
            "What these modules are for is a guess; `fastapi-arch graph` shows all of them.",
            "Settle it, `role: pattern of paths`, where imports between layers are to be checked.",
        )
        most = 20
        more = [f"... and {len(found) - most} more"] if len(found) > most else []
        yield Entry("fastapi-arch-layers", comment, (*found[:most], *more), is_offered=True)


def _public_routes(project: Project, checkers: Iterable[Checker[Any]]) -> Iterator[Entry]:
    asked = [checker for checker in checkers if checker.code in _OPEN_ROUTES]
    options = {option.name: option.default for checker in asked for option in checker.options}
    found = _found(project, asked, options)
    routes = dict.fromkeys(str(diagnostic.match.details["route"]) for diagnostic in found)
    if routes:
        comment = (
            "Strangers can call these. Keep a line where that is meant, and say why; guard the",
            "others.",
        )
        value = tuple(f"{route}: why?" for route in routes)
        yield Entry("fastapi-arch-public-routes", comment, value, is_offered=True)


def _limits(project: Project, checkers: Iterable[Checker[Any]]) -> Iterator[Entry]:
    asked = [c for c in checkers if any(option.limited for option in c.options)]
    options = [option for checker in asked for option in checker.options]
    nothing: dict[str, int | tuple[str, ...]] = {
        option.name: 0 if option.limited else option.default for option in options
    }
    worst = collections.Counter[str]()
    for diagnostic in _found(project, asked, nothing):
        for option in diagnostic.checker.options:
            if option.limited:
                amount = diagnostic.match.details[option.limited]
                assert isinstance(amount, int)
                worst[option.name] = max(worst[option.name], amount)
    for option in options:
        if isinstance(option.default, int) and worst[option.name] > option.default:
            comment = (
                f"{option.help[0].upper()}{option.help[1:]}: {option.default} by default;",
                "this is today's worst. Lower it as you repair.",
            )
            yield Entry(option.name, comment, (str(worst[option.name]),))


def _found(
    project: Project,
    checkers: Sequence[Checker[Any]],
    options: dict[str, int | tuple[str, ...]],
) -> Iterator[Diagnostic]:
    """What *checkers* say of all modules of *project* under *options*."""
    engine = Engine(checkers)
    for path, module in project.modules.items():
        if not is_excluded(project.root, path, project.settings.exclude):
            found = engine.check(Context(module, project, options))
            yield from (diagnostic for diagnostic in found if diagnostic.checker in checkers)


def _repository() -> tuple[str, str] | None:
    """The git repository and the commit that this tool was installed from, as pip noted them. Not
    the branch: hooks stay where a branch was when they were installed."""
    noted = importlib.metadata.distribution("flake8-fastapi-arch").read_text("direct_url.json")
    origin: dict[str, Any] = json.loads(noted) if noted else {}
    version = origin.get("vcs_info", {})
    if version.get("vcs") != "git" or "commit_id" not in version:
        return None
    return origin["url"], version["commit_id"]


def destination(root: pathlib.Path, configured: pathlib.Path | None) -> pathlib.Path:
    """The file below *root* that is to hold the section: the one that is *configured* already, or
    else ``setup.cfg`` or ``tox.ini`` where there is one, or else ``.flake8``."""
    if configured is not None:
        return configured
    there = [root / name for name in ("setup.cfg", "tox.ini") if (root / name).is_file()]
    return there[0] if there else root / ".flake8"
