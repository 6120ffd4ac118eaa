"""One configured folder and its unsaved texts: what is found in them, what their handlers serve."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from flake8_fastapi_arch import flake8_run, routes_view
from flake8_fastapi_arch.checker import Diagnostic
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.patches.patch import Patch, can_repair, patch_for
from flake8_fastapi_arch.plugin import analysis, settings
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.review.findings import Finding, finding_of

COMMAND = flake8_run.Command("lsp", "%(prog)s [options]", "", "", "")


class Found(NamedTuple):
    """What is found in a text, in flake8's order; ``problem`` says why it could not be checked."""

    findings: tuple[Finding, ...]
    problem: str


class Served(NamedTuple):
    """A route and method that a handler serves; ``path`` is absolute, ``line`` that of its ``def``.

    ``facts`` are what `fastapi-arch routes` tells of it, in words.
    """

    path: str
    line: int
    route: str
    handler: str
    facts: tuple[str, ...]


class Session:
    """Answers about the texts of one folder, as the configuration that flake8 finds there has it.

    The working directory must be that folder, as flake8's own.
    """

    def __init__(self, argv: tuple[str, ...], before_each: Callable[[], None]) -> None:
        """*argv* are options of ``fastapi-arch check``; *before_each* may raise Stopped wherever a
        checker is about to be asked. Raises BadUsage."""
        self._configured = flake8_run.configure(COMMAND, argv)
        options = self._configured.options
        self._settings = settings(options)
        self._analysis = analysis(self._settings, options, before_each=before_each)
        self._found: dict[str, tuple[Diagnostic, ...]] = {}

    def revise(self, path: str, text: str | None) -> None:
        """Let *text* be what the file at *path* (absolute) holds; None: what is on disk now."""
        self._analysis.revise(path, text)

    def check(self, path: str, text: str) -> Found:
        """What ``fastapi-arch check`` would say of *text*, saved at *path*. Paths are absolute."""
        self.revise(path, text)
        heard = flake8_run.heard(self._configured, self._analysis, path, text)
        self._found[path] = heard.diagnostics
        return Found(tuple(finding_of(d, path) for d in heard.diagnostics), heard.problem)

    def patches(self, path: str, text: str) -> tuple[Patch | None, ...]:
        """What repairs each of the findings that ``check`` gave last."""
        found = self._found[path]
        if not any(can_repair(diagnostic.checker) for diagnostic in found):
            return (None,) * len(found)
        project = self._project(path)
        return tuple(patch_for(diagnostic, project, text) for diagnostic in found)

    def served_by(self, path: str) -> tuple[Served, ...]:
        """The routes of the handlers in the file at *path*, in source order."""
        project = self._project(path)
        root = os.fspath(project.root)
        module = project.modules.get(pathlib.Path(os.path.relpath(path, root)).as_posix())
        if module is None:
            return ()
        return tuple(
            _served(record, root)
            for node in definitions(module)
            if isinstance(node, Function)
            for route in project.application.routes_of(node)
            for record in routes_view.records_of(
                route, project.authentication, project.query_counts, project.test_requests
            )
        )

    def routes(self) -> tuple[Served, ...]:
        """The routes of all projects that were asked about, and of the folder's own."""
        self._project(os.path.join(os.getcwd(), "any.py"))
        return tuple(
            _served(record, os.fspath(project.root))
            for project in self._analysis.projects()
            for record in routes_view.to_records(project.application)
            if record["file"]
        )

    def _project(self, path: str) -> Project:
        return self._analysis.project_of(pathlib.Path(path))


def _served(record: routes_view.Record, root: str) -> Served:
    return Served(
        os.path.join(root, record["file"]),
        record["line"],
        f"{record['method'] or '?'} {record['path']}",
        record["handler"] or "",
        tuple(_facts(record)),
    )


def _facts(record: routes_view.Record) -> Iterator[str]:
    guards = [name.rpartition(":")[2] for name in record["guards"]]
    match record["access"]:
        case "guarded":
            yield f"guarded by {', '.join(guards)}"
        case "open":
            yield "open to strangers"
        case "unknown":
            yield "guards unknown"
    if record["queries"]:
        yield "1 query" if record["queries"] == "1" else f"{record['queries']} queries"
    if record["tests"] is not None:
        tests = len(record["tests"])
        yield "1 test" if tests == 1 else f"{tests or 'no'} tests"
