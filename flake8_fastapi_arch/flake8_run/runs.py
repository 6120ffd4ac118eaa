"""Runs of flake8 for our checkers alone, and what they come to."""

from __future__ import annotations

import argparse
import dataclasses
import os
import pathlib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flake8.exceptions import ExecutionError
from flake8.formatting.base import BaseFormatter
from flake8.main import cli as flake8_cli
from flake8.main.application import Application
from flake8.plugins import finder
from flake8.statistics import Statistics
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.baseline import Baseline
from flake8_fastapi_arch.checker import Checker, Diagnostic
from flake8_fastapi_arch.flake8_run.checking import FilesManager, Progress, TextManager, no_progress
from flake8_fastapi_arch.flake8_run.configuration import BadUsage, Configured, unknown_codes
from flake8_fastapi_arch.flake8_run.told import Told, ToldManager
from flake8_fastapi_arch.plugin import PREFIX, analysis, search, settings
from flake8_fastapi_arch.project.modules.files import is_marked, project_root, python_files
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.replay import Basis, digests
from flake8_fastapi_arch.review.findings import Finding, finding_of
from flake8_fastapi_arch.review.focus import EVERYTHING, Focus
from flake8_fastapi_arch.tool import BAD_CONFIGURATION

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch


_IMPACTS = ("low", "medium", "high")


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a run came to.

    ``count`` is what ``--count`` wants printed behind all else. ``remarks`` are what flake8 keeps
    to itself, such as that a file was not checked because it does not parse. ``findings`` are
    those that were reported. ``basis`` is what all of that depended on, where it is known.
    """

    exit_code: int
    count: int | None
    remarks: tuple[str, ...]
    findings: tuple[Finding, ...]
    basis: Basis | None = None


@dataclasses.dataclass(frozen=True)
class Reviewed:
    """What a review is made of: the diagnostics that the configuration lets through, in flake8's
    order; their project; and the checkers that would have been heard.

    ``found`` has all diagnostics of each file that was checked, the silenced ones, too;
    ``unchecked`` are the files that could not be. The outcome is about what is in ``focus``, which
    has its paths seen from the project, and does not fail for what the ``baseline`` holds.
    """

    diagnostics: tuple[Diagnostic, ...]
    project: Project
    checkers: tuple[Checker[Any], ...]
    outcome: Outcome
    found: Mapping[pathlib.Path, Sequence[Diagnostic]]
    unchecked: tuple[str, ...]
    focus: Focus
    baseline: Baseline | None


@dataclasses.dataclass(frozen=True)
class Heard:
    """What the configuration and comments let through of one text's diagnostics, in flake8's order,
    and why the text could not be checked, if so."""

    diagnostics: tuple[Diagnostic, ...]
    problem: str


def check(configured: Configured, *, prints: bool = True, patches: bool = False) -> Outcome:
    """Check the files that flake8 would check. flake8's formatter prints what was found to
    ``options.output_file`` or standard output, unless *prints* is false. The findings come with
    their *patches* where those are asked for. Raises BadUsage."""
    options = configured.options
    if getattr(options, "fail_on", None) == "new":
        check_baseline(options)
    if options.bug_report:
        raise SystemExit(flake8_cli.main(["--bug-report"]))
    chosen = settings(options)
    read = digests([chosen.baseline] if chosen.baseline else [])
    silence = None if prints else _Silence(options)
    run = _Run(options, analysis(chosen, options), silence, configured.plugins)
    run.go()
    basis = run.basis(chosen, read) if _can_be_repeated(configured) else None
    return dataclasses.replace(run.outcome(patches=patches), basis=basis)


def check_baseline(options: argparse.Namespace) -> None:
    """Raises BadUsage where nothing tells which findings are new."""
    if options.fastapi_arch_baseline is None:
        raise BadUsage(
            "--fail-on new: new since when? Accept what is there with `fastapi-arch baseline`, "
            "or compare: `fastapi-arch report --fail-on new --against REV`"
        )


def review(
    configured: Configured,
    *,
    patches: bool = False,
    focus: Focus = EVERYTHING,
    progress: Progress = no_progress,
) -> Reviewed:
    """Check the one project that the command line means, as a review does. The outcome is about
    what is in *focus*; its findings come with their *patches* where those are asked for. Raises
    BadUsage."""
    options = configured.options
    configuration = settings(options)
    root = project_meant(configured)
    options.filenames = options.filenames or [os.path.relpath(root)]
    here = dataclasses.replace(configuration, root=str(root))
    run = _Run(options, analysis(here, options, review=True), _Silence(options))
    run.manager.progress = progress
    return _reviewed(run, options, root, patches, focus)


def retold(
    options: argparse.Namespace,
    told: Sequence[Told],
    analysis: Analysis,
    root: pathlib.Path,
    *,
    patches: bool = False,
    focus: Focus = EVERYTHING,
) -> Reviewed:
    """Review the project at *root* as far as flake8 *told* of it: whatever it let through counts,
    that of other plugins is in the outcome alone. The *analysis* finds again what is behind the
    lines; what it does not find, since a file has changed, counts as it was told. Raises
    BadUsage."""
    options = argparse.Namespace(**vars(options))
    options.select = sorted({line.code for line in told}) or [PREFIX]
    options.ignore = options.extend_ignore = options.extended_default_ignore = []
    options.per_file_ignores, options.disable_noqa = "", True
    run = _Run(options, analysis, _Silence(options), told=told)
    return _reviewed(run, options, root, patches, focus)


def _reviewed(
    run: _Run, options: argparse.Namespace, root: pathlib.Path, patches: bool, focus: Focus
) -> Reviewed:
    run.focus = focus = focus.seen_from(root)
    run.go()
    project = run.analysis.project(root)
    if nowhere := focus.beside(python_files(root)):
        raise BadUsage(f"--path {nowhere[0]}: the project in {root} has no such file")
    baseline = None
    if options.fastapi_arch_baseline:
        baseline = Baseline.load(pathlib.Path(options.fastapi_arch_baseline))
        run.accept(baseline)
    return Reviewed(
        diagnostics=tuple(run.diagnostics),
        project=project,
        checkers=tuple(checker for checker in run.analysis.checkers if run.hears(checker)),
        outcome=run.outcome(patches=patches),
        found=run.found,
        unchecked=tuple(run.manager.unchecked()),
        focus=focus,
        baseline=baseline,
    )


def project_meant(configured: Configured) -> pathlib.Path:
    """The root of the one project that the command line means. Raises BadUsage."""
    configuration = settings(configured.options)
    match configured.options.filenames:
        case []:
            return pathlib.Path(configuration.root or project_root(pathlib.Path.cwd()))
        case [name] if os.path.exists(name):
            path = pathlib.Path(os.path.abspath(name))
            # A project that is named is the one that is meant, wherever we stand.
            return path if is_marked(path) else project_root(path, configuration.root)
        case [name]:
            raise BadUsage(f"there is no file or directory {name!r}")
    raise BadUsage("a report is about one project: name one directory, or none")


def heard(configured: Configured, analysis: Analysis, filename: str, text: str) -> Heard:
    """What ``check`` would print of *filename* if *text* were saved there: nothing, where flake8
    excludes it. Raises what *analysis* is stopped with."""
    options = argparse.Namespace(**vars(configured.options))
    options.filenames, options.stdin_display_name = ["-"], filename
    guide = _Guide(options, _Silence(options))
    manager = TextManager(guide, analysis, text)
    manager.start()
    manager.run()
    manager.report()
    found = map(manager.signatures.get, guide.reported)
    return Heard(
        tuple(diagnostic for diagnostic in found if diagnostic is not None),
        next((message for message in manager.problems()), ""),
    )


def project_at(configured: Configured, directory: pathlib.Path) -> Project:
    """The project at *directory*, with the settings of the configuration."""
    return Project.read(directory, dataclasses.replace(settings(configured.options), root=None))


class _Silence(BaseFormatter):
    """Prints nothing: what was found is written by whoever asked for it."""

    def start(self) -> None:
        """Open no file."""

    def handle(self, error: Violation) -> None:
        """Leave it: the style guide keeps it."""

    def show_statistics(self, statistics: Statistics) -> None:
        """Say nothing: what was found can be counted."""

    def show_benchmarks(self, benchmarks: list[tuple[str, float]]) -> None:
        """Say nothing, as above."""


class _Guide(StyleGuideManager):
    """flake8's decisions, and what they let through, in flake8's order."""

    def __init__(self, options: argparse.Namespace, formatter: BaseFormatter) -> None:
        super().__init__(options, formatter)
        self.reported: list[Violation] = []

    def handle_error(
        self,
        code: str,
        filename: str,
        line_number: int,
        column_number: int,
        text: str,
        physical_line: str | None = None,
    ) -> int:
        count = super().handle_error(
            code, filename, line_number, column_number, text, physical_line
        )
        if count:
            column = (column_number or 0) + 1
            self.reported.append(
                Violation(code, filename, line_number, column, text, physical_line)
            )
        return count


class _Run(Application):
    """flake8's application, from its options on, with our file checker in place of its own."""

    def __init__(
        self,
        options: argparse.Namespace,
        analysis: Analysis,
        formatter: BaseFormatter | None = None,
        plugins: finder.Plugins | None = None,
        told: Sequence[Told] | None = None,
    ) -> None:
        """*plugins* are needed where no *formatter* is given. With *told*, nothing is checked: it
        is what flake8 came to."""
        super().__init__()
        self.analysis = analysis
        self.plugins = plugins
        self.options = options
        self.formatter = formatter
        if formatter is None:
            self.make_formatter()
        assert self.formatter is not None
        try:
            self.guide = self._guide = _Guide(options, self.formatter)
        except ExecutionError as error:
            raise BadUsage(str(error)) from error
        self.manager = self.file_checker_manager = (
            FilesManager(self._guide, analysis)
            if told is None
            else ToldManager(self._guide, analysis, told)
        )
        self.signatures = self.manager.signatures
        self.focus = EVERYTHING
        self._accepted: frozenset[Violation] = frozenset()

    def go(self) -> None:
        """Check, then report, as flake8's own run does."""
        self.run_checks()
        self.report()

    def hears(self, checker: Checker[Any]) -> bool:
        """Whether the configuration lets *checker* speak anywhere."""
        decision = self._guide.default_style_guide.should_report_error(checker.code)
        return decision is Decision.Selected

    @property
    def diagnostics(self) -> Iterator[Diagnostic]:
        """The diagnostics that were reported, in flake8's order."""
        found = map(self.signatures.get, self._guide.reported)
        return (diagnostic for diagnostic in found if diagnostic is not None)

    @property
    def found(self) -> dict[pathlib.Path, list[Diagnostic]]:
        """The diagnostics of each file, whether reported or not."""
        files: dict[pathlib.Path, list[Diagnostic]] = {
            pathlib.Path(os.path.abspath(filename)): [] for filename, *_ in self.manager.results
        }
        for violation, diagnostic in self.signatures.items():
            files[pathlib.Path(os.path.abspath(violation.filename))].append(diagnostic)
        return files

    def accept(self, baseline: Baseline) -> None:
        """Let nothing fail that *baseline* holds."""
        new = {
            id(diagnostic)
            for file, diagnostics in self.found.items()
            for diagnostic in baseline.unknown(file, diagnostics)
        }
        self._accepted = frozenset(v for v, d in self.signatures.items() if id(d) not in new)

    def basis(self, settings: Settings, read: dict[str, bytes]) -> Basis | None:
        """What the run depended on, under *settings* and having *read* these files besides those
        that it checked; None where something changed meanwhile, or nothing is kept."""
        projects = self.analysis.versions()
        if projects is None or self.options is None:
            return None
        return Basis(
            search(self.options),
            self.manager.filenames,
            settings,
            [checker.code for checker in self.analysis.checkers],
            projects,
            read | self.manager.aside,
        )

    def outcome(self, *, patches: bool) -> Outcome:
        assert self.options is not None
        counts = self.options.count and not isinstance(self.formatter, _Silence)
        return Outcome(
            exit_code=self._exit_code(),
            count=self.result_count if counts else None,
            remarks=tuple(self._remarks()),
            findings=tuple(
                self._finding(found, patches)
                for found in self._guide.reported
                if self._is_in_focus(found)
            ),
        )

    def _exit_code(self) -> int:
        assert self.options is not None
        if any(name != "-" and not os.path.exists(name) for name in self.options.filenames):
            return 2
        if self.catastrophic_failure or not any(map(self._fails, self._guide.reported)):
            return int(self.catastrophic_failure)
        return int(self.exit_code())

    def _is_in_focus(self, violation: Violation) -> bool:
        """Whether it is asked for; what is not ours always is."""
        diagnostic = self.signatures.get(violation)
        return diagnostic is None or self.focus.holds(diagnostic)

    def _fails(self, violation: Violation) -> bool:
        """Whether ``--fail-on`` counts the *violation*; what is not ours always does."""
        if violation in self._accepted or not self._is_in_focus(violation):
            return False
        least = getattr(self.options, "fail_on", None)
        diagnostic = self.signatures.get(violation)
        if diagnostic is None or least in (None, "new"):
            return True
        return _IMPACTS.index(diagnostic.checker.impact.value) >= _IMPACTS.index(least)

    def _finding(self, violation: Violation, patches: bool) -> Finding:
        diagnostic = self.signatures.get(violation)
        if diagnostic is not None:
            patch = self._patch(diagnostic, violation.filename) if patches else None
            return finding_of(diagnostic, violation.filename, patch)
        return Finding(
            violation.filename,
            violation.line_number,
            violation.column_number,
            violation.code,
            violation.text,
        )

    def _patch(self, diagnostic: Diagnostic, filename: str) -> Patch | None:
        from flake8_fastapi_arch.patches.patch import can_repair, patch_for

        path = pathlib.Path(os.path.abspath(filename))
        # What came on standard input lies nowhere that a patch could be made for.
        if not can_repair(diagnostic.checker) or not path.is_file():
            return None
        return patch_for(diagnostic, self.analysis.project_of(path))

    def _remarks(self) -> Iterator[str]:
        yield from unknown_codes(self.options)
        yield from self.manager.remarks()
        if BAD_CONFIGURATION not in {d.checker for d in self.signatures.values()}:
            for where, reason in self.analysis.bad_configuration(pathlib.Path.cwd()):
                yield f"{where}: {reason}"
        if self.options is not None and self.options.statistics:
            for project in self.analysis.projects():
                yield project.effects.census().text
        if not self.result_count:
            for root in self.analysis.strangers():
                yield f"no module of {root} imports fastapi: is that the project you meant?"


def _can_be_repeated(configured: Configured) -> bool:
    """Whether all that a run does is to print, and to print the same whenever it reads the same."""
    options = configured.options
    return (
        options.fastapi_arch_cache_dir is None
        and not options.fastapi_arch_no_cache
        and not any((options.outputs, options.benchmark, options.verbose))
        and "-" not in options.filenames
        and all(each.plugin.package == "flake8" for each in configured.plugins.reporters.values())
    )
