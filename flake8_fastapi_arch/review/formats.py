"""Which formats there are, and which of them a file is to be written in."""

from __future__ import annotations

import dataclasses
import importlib
import pathlib
from collections.abc import Callable, Collection, Mapping, Sequence

from flake8_fastapi_arch.review.findings import Finding


def _renderer(module: str) -> Callable[[Sequence[Finding]], str]:
    """``render`` of *module*, which is imported when that is called: most runs write none."""

    def render(findings: Sequence[Finding]) -> str:
        text: str = importlib.import_module(f"{__package__}.{module}").render(findings)
        return text

    return render


LISTS: Mapping[str, Callable[[Sequence[Finding]], str]] = {
    "json": _renderer("to_findings_json"),
    "sarif": _renderer("to_sarif"),
    "github": _renderer("to_github"),
    "gitlab": _renderer("to_gitlab"),
    "junit": _renderer("to_junit"),
    "checkstyle": _renderer("to_checkstyle"),
}
"""The formats of a list of findings. A report has a JSON of its own."""

WITH_PATCHES = ("json", "sarif")
"""The formats of a list of findings that show patches."""

REPORTS = (
    "markdown", "html", "json", "summary", "changes", *(name for name in LISTS if name != "json"),
)  # fmt: skip
"""The formats of a report; ``summary`` is what Markdown tells on one screen, ``changes`` what it
tells of a comparison, alone."""

_EXTENSIONS = {
    "markdown": (".md", ".markdown"),
    "summary": (".md", ".markdown"),
    "changes": (".md", ".markdown"),
    "html": (".html", ".htm"),
    "json": (".json",),
    "csv": (".csv",),
    "sarif": (".sarif",),
    "gitlab": (".json",),
    "junit": (".xml",),
    "checkstyle": (".xml",),
}
_MEANT = {".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
          ".json": "json", ".sarif": "sarif", ".csv": "csv"}  # fmt: skip


class UnknownForm(Exception):
    """What is asked for cannot be written; the message says why, for people."""


@dataclasses.dataclass(frozen=True)
class Target:
    """Where to write what: standard output where there is no ``file``.

    ``form`` is None for what flake8 itself would print.
    """

    form: str | None
    file: str | None


def targets(
    files: Sequence[str],
    asked: str | None,
    known: Collection[str],
    otherwise: str | None,
    tee: bool,
) -> list[Target]:
    """Where to write what, for these values of ``-o``.

    *asked* is the format that ``--format`` names, *known* are those that there are, *otherwise* is
    what goes where nothing tells. With *tee* standard output is one of the targets in any case.
    Raises UnknownForm.
    """
    if asked is not None:
        _supported(asked, known, "--format")
    found = [_target(file, asked, known, otherwise) for file in files]
    if tee or not files:
        found.append(Target(asked or otherwise, None))
    return found


def _target(given: str, asked: str | None, known: Collection[str], otherwise: str | None) -> Target:
    prefix, colon, file = given.partition(":")
    if colon and prefix in (*REPORTS, *known):
        return Target(_supported(prefix, known, file), file)
    extension = pathlib.PurePath(given).suffix.lower()
    if asked is not None and extension in _EXTENSIONS.get(asked, ()):
        return Target(asked, given)
    if extension == ".xml":
        raise UnknownForm(f"say which XML: -o junit:{given} or -o checkstyle:{given}")
    if extension in _MEANT:
        return Target(_supported(_MEANT[extension], known, given), given)
    return Target(asked or otherwise, given)


def _supported(form: str, known: Collection[str], file: str) -> str:
    if form not in known:
        raise UnknownForm(
            f"{file}: there is no {form} here, but {', '.join(known)}; "
            "`fastapi-arch report` of one project writes the others"
        )
    return form
