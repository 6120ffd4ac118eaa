"""flake8 itself, run for our checkers alone: its options, files, decisions and lines, in less time.

What cannot change a FAA diagnostic is left out: other plugins' checks, and the tokens of files that
have no finding. The rest is flake8's own code, so that ``fastapi-arch check`` prints what
``flake8 --select FAA`` prints.
"""

from __future__ import annotations

import argparse
import configparser
import dataclasses
import importlib.metadata
import io
import os
import pathlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import flake8
from flake8 import utils
from flake8.checker import FileChecker, Manager
from flake8.defaults import STATISTIC_NAMES
from flake8.exceptions import ExecutionError
from flake8.formatting.base import BaseFormatter
from flake8.main import cli as flake8_cli
from flake8.main.application import Application
from flake8.main.options import register_default_options, stage1_arg_parser
from flake8.options import aggregator, config
from flake8.options.manager import OptionManager
from flake8.plugins import finder
from flake8.processor import FileProcessor
from flake8.statistics import Statistics
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.baseline import Baseline
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, Match
from flake8_fastapi_arch.plugin import PREFIX, analysis, search, settings, text
from flake8_fastapi_arch.processes import can_fork, in_processes
from flake8_fastapi_arch.project.modules.files import is_marked, project_root, python_files
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from flake8_fastapi_arch.replay import Basis, digests
from flake8_fastapi_arch.review.findings import Finding, finding_of
from flake8_fastapi_arch.review.focus import EVERYTHING, Focus
from flake8_fastapi_arch.review.formats import LISTS
from flake8_fastapi_arch.tool import BAD_CONFIGURATION, CHECKER_CRASHED, TOOL_CHECKERS

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch

# These of flake8's options serve other plugins; they are accepted, but not worth a line of help.
NOT_OURS = frozenset(
    {"max_line_length", "max_doc_length", "indent_size", "hang_closing", "enable_extensions"}
)
_US = "flake8-fastapi-arch"
_PACKAGE = __name__.partition(".")[0]
_TOLD = re.compile(
    r"(?P<path>.+?):(?P<row>\d{1,9}):(?:(?P<column>\d{1,9}):)? "
    r"(?:(?P<code>[A-Z]{1,3}\d+)|\[(?P<pylints>[A-Z]{1,3}\d+)\])(?: (?P<text>.*)|)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_IMPACTS = ("low", "medium", "high")
_SHARE = 8  # files at least that are worth a process
_MOST = 8  # processes; what each of more would have to ask anew takes longer than its share
_NO_CHECKERS = finder.Checkers(tree=[], logical_line=[], physical_line=[])


Progress = Callable[[str, int, int], None]
"""Is told what is done now, how much of it is done, and how much there is (0: nobody knows)."""


class BadUsage(Exception):
    """The command line or the configuration makes no sense; the message is for people."""


def _no_progress(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def _no_options(parser: argparse.ArgumentParser) -> None:
    """Add nothing."""


@dataclasses.dataclass(frozen=True)
class Command:
    """The words that ``-h`` prints around the options, which are flake8's, ours, and those that
    ``add_options`` adds for this command alone."""

    name: str
    usage: str
    paths: str
    description: str
    epilog: str
    add_options: Callable[[argparse.ArgumentParser], None] = _no_options
    formats: Sequence[str] = ()
    """What ``--format`` takes, the first being the default, where it is not what flake8's takes:
    ``options.report_format``."""


@dataclasses.dataclass(frozen=True)
class Configured:
    """What command line (*argv*) and configuration files (*cfg*, of *cfg_dir*) say.

    ``named_files`` has ``config``, ``append_config`` and ``isolated`` of the command line.
    """

    plugins: finder.Plugins
    options: argparse.Namespace
    manager: OptionManager
    argv: tuple[str, ...]
    cfg: configparser.RawConfigParser
    cfg_dir: str
    named_files: argparse.Namespace


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


class Told(NamedTuple):
    """A line that flake8 printed; ``line`` and ``column`` count from 1."""

    path: str
    line: int
    column: int
    code: str
    message: str


def configure(command: Command, argv: Sequence[str]) -> Configured:
    """Read command line and configuration as flake8 does: with ``--select FAA``, unless the
    configuration selects some of our codes itself.

    Raises BadUsage; ``-h`` and ``--version`` end in SystemExit, as argparse has it.
    """
    try:
        return _configure(command, argv)
    except (ExecutionError, configparser.Error, ValueError, OSError) as error:
        raise BadUsage(f"{error}") from error


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
    progress: Progress = _no_progress,
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


def told_in(lines: Iterable[str]) -> list[Told]:
    """What flake8 printed, by its default format or pylint's; lines of other kinds (a source line,
    a statistic, a count) are passed over."""
    found = []
    for line in lines:
        match = _TOLD.fullmatch(_COLOUR.sub("", line).rstrip())
        if match is not None:
            row, column = int(match["row"]), int(match["column"] or 1)
            code = match["code"] or match["pylints"]
            found.append(
                Told(match["path"], max(row, 1), max(column, 1), code, match["text"] or "")
            )
    return found


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


def has_checker(code: str) -> bool:
    """Whether there is a checker whose code begins so, or may be: the team's rules are not known
    before they are read."""
    known = (checker.code for checker in (*TOOL_CHECKERS, *catalog()))
    return code.startswith(f"{PREFIX}9") or any(each.startswith(code) for each in known)


@dataclasses.dataclass(frozen=True)
class Heard:
    """What the configuration and comments let through of one text's diagnostics, in flake8's order,
    and why the text could not be checked, if so."""

    diagnostics: tuple[Diagnostic, ...]
    problem: str


def heard(configured: Configured, analysis: Analysis, filename: str, text: str) -> Heard:
    """What ``check`` would print of *filename* if *text* were saved there: nothing, where flake8
    excludes it. Raises what *analysis* is stopped with."""
    options = argparse.Namespace(**vars(configured.options))
    options.filenames, options.stdin_display_name = ["-"], filename
    guide = _Guide(options, _Silence(options))
    manager = _TextManager(guide, analysis, text)
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
            _Manager(self._guide, analysis)
            if told is None
            else _ToldManager(self._guide, analysis, told)
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
        yield from _unknown_codes(self.options)
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


class _Manager(Manager):
    """Checks the files, and remembers which diagnostic is behind which line."""

    def __init__(self, style_guide: StyleGuideManager, analysis: Analysis) -> None:
        super().__init__(style_guide, _NO_CHECKERS, argv=())
        self.signatures: dict[Violation, Diagnostic] = {}
        self.progress: Progress = _no_progress
        self.aside: dict[str, bytes] = {}
        """The digests of the files that are checked but belong to no project."""
        self._analysis = analysis
        # Formatters of flake8 look at lines for this alone; what others do, nobody knows.
        its_own = type(style_guide.formatter).__module__.startswith((flake8.__name__, _PACKAGE))
        self._shows_lines = self.options.show_source or not its_own

    def run(self) -> None:
        self.aside = digests(f for f in self.filenames if not self._analysis.is_watched(f))
        self._share_out()
        for number, filename in enumerate(self.filenames):
            self.progress(filename, number, len(self.filenames))
            if filename != "-" and self._analysis.leads_away(filename):
                self._leave_out(filename, "a link that leads out of the project, or no file")
                continue
            if filename != "-" and not self._shows_lines and self._is_known(filename):
                continue
            try:
                checker = self._checker(filename)
            except UnicodeError as error:  # flake8 guards its files against this, not its stdin
                name = self.options.stdin_display_name
                self._leave_out(name, f"{type(error).__name__}: {error}")
                continue
            self.results.append(self._checked(filename, checker))
            self.signatures.update(checker.signatures)

    def _checker(self, filename: str, text: str | None = None) -> _FileChecker:
        return _FileChecker(filename, self.options, self._analysis, self._shows_lines, text)

    def _checked(self, filename: str, checker: _FileChecker) -> Any:
        """What *checker* finds in the file, which is kept for the next run."""
        results = checker.run_checks()
        if filename != "-" and checker.signatures:
            self._analysis.keep_lines(filename, checker.lines)
        return results

    def _share_out(self) -> None:
        """Let as many processes as ``--jobs`` allows, and are of use, keep what they find, each in
        some of the files that are not known; what one of them does not come to is done when all are
        done.

        Before that they read the project, each a part of it, and one of them follows the requests:
        nearly all checkers ask for that, and each process would do it anew.
        """
        files = sorted(self._analysis.unknown(self.filenames), key=_size, reverse=True)
        shares = min(self.jobs, _MOST, len(files) // _SHARE) if can_fork() else 1
        if shares < 2:
            return
        in_processes(shares, lambda number: self._analysis.read(files, number, shares))
        self.progress("following its requests", 0, 0)
        self._analysis.follow_requests(files)
        in_processes(shares, lambda number: self._keep(files[number::shares], number == 0))

    def _keep(self, filenames: Sequence[str], is_seen: bool) -> None:
        for number, filename in enumerate(filenames):
            if is_seen:
                self.progress(filename, number, len(filenames))
            self._checked(filename, self._checker(filename))

    def _leave_out(self, filename: str, reason: str) -> None:
        problem = ("E902", 0, 0, reason, "")  # with None flake8 would open the file for the line
        self.results.append((filename, [problem], dict.fromkeys(STATISTIC_NAMES, 0)))

    def _is_known(self, filename: str) -> bool:
        """Whether an earlier run tells all of the file: then it is not even read."""
        found = self._analysis.known(filename)
        lines = self._analysis.lines(filename) if found else {}
        if found is None or any(diagnostic.match.line not in lines for diagnostic in found):
            return False
        results = []
        for diagnostic in found:
            match = diagnostic.match
            code, _, message = text(diagnostic).partition(" ")
            line = lines[match.line]
            results.append((code, match.line, match.col, message, line))
            violation = Violation(code, filename, match.line, match.col + 1, message, line)
            self.signatures[violation] = diagnostic
        self.results.append((filename, results, dict.fromkeys(STATISTIC_NAMES, 0)))
        return True

    def unchecked(self) -> Iterator[str]:
        """The files that do not parse, or in which a checker failed."""
        for filename, results, _ in self.results:
            if any(code == CHECKER_CRASHED.code or code.startswith("E9") for code, *_ in results):
                yield filename

    def remarks(self) -> Iterator[str]:
        """What flake8 found in the way of checking, and was not asked to say."""
        if not self.filenames:
            first, *others = self.options.filenames or ["."]
            more = f" and {len(others)} more" if others else ""
            yield f"no Python file to check in {first}{more}: wrong directory, or all excluded?"
        for filename, results, _ in self.results:
            guide = self.style_guide.style_guide_for(filename)
            for code, line, column, message, _ in results:
                if code.startswith(PREFIX):
                    continue
                if guide.should_report_error(code) is not Decision.Selected:
                    place = f"{filename}:{line}:{column + 1}"
                    yield f"{place}: not checked: {message}{_perhaps_newer(message)}"


def _size(filename: str) -> int:
    try:
        return os.path.getsize(filename)
    except OSError:
        return 0


def _perhaps_newer(message: str) -> str:
    """What to do about a file that does not parse, where it may be none of its fault."""
    if not message.startswith("SyntaxError"):
        return ""
    version = ".".join(map(str, sys.version_info[:2]))
    return f"; this is Python {version}: what is newer, run under a newer one"


class _ToldManager(_Manager):
    """Takes for found what flake8 told, and finds out which diagnostic is behind each line."""

    def __init__(
        self, style_guide: StyleGuideManager, analysis: Analysis, told: Sequence[Told]
    ) -> None:
        super().__init__(style_guide, analysis)
        self._told = told
        self._strayed = 0

    def start(self) -> None:
        self.filenames = tuple(dict.fromkeys(line.path for line in self._told))

    def run(self) -> None:
        known = {checker.code: checker for checker in (*TOOL_CHECKERS, *self._analysis.checkers)}
        for filename in self.filenames:
            lines = [line for line in self._told if line.path == filename]
            results = [
                (line.code, line.line, line.column - 1, line.message, None) for line in lines
            ]
            self.results.append((filename, results, dict.fromkeys(STATISTIC_NAMES, 0)))
            if not any(line.code in known for line in lines):
                continue
            found = self._found(filename)
            for line in lines:
                diagnostic = found.get(line)
                if diagnostic is None and line.code in known:
                    self._strayed += 1
                    diagnostic = self._as_told(line, known[line.code])
                if diagnostic is not None:
                    place = line.code, filename, line.line, line.column, line.message
                    self.signatures[Violation(*place, None)] = diagnostic

    def remarks(self) -> Iterator[str]:
        if self._strayed:
            lines = "1 finding is" if self._strayed == 1 else f"{self._strayed} findings are"
            yield f"{lines} not there any more: the review has what flake8 printed, and no more"

    def _found(self, filename: str) -> dict[Told, Diagnostic]:
        text_there = self._text(filename)
        if text_there is None:
            return {}
        found = {}
        for diagnostic in self._analysis.check(filename, text_there):
            code, _, message = text(diagnostic).partition(" ")
            match = diagnostic.match
            found[Told(filename, match.line, match.col + 1, code, message)] = diagnostic
        return found

    def _text(self, filename: str) -> str | None:
        """What flake8 read as *filename*."""
        options = self.options
        if utils.is_using_stdin(options.filenames) and filename == options.stdin_display_name:
            return "".join(utils.stdin_get_lines())
        try:
            return "".join(FileProcessor(filename, options).lines)
        except (OSError, UnicodeError):
            return None

    def _as_told(self, line: Told, checker: Checker[Any]) -> Diagnostic:
        path = pathlib.Path(os.path.abspath(line.path))
        root = self._analysis.project_of(path).root
        speaking = dataclasses.replace(checker, message="{told}", advice="{told}")
        match = Match(line.line, line.column - 1, {"told": line.message})
        return Diagnostic(speaking, pathlib.Path(os.path.relpath(path, root)).as_posix(), "", match)


class _TextManager(_Manager):
    """Checks one text, as if it lay at ``options.stdin_display_name``."""

    def __init__(self, style_guide: StyleGuideManager, analysis: Analysis, text: str) -> None:
        super().__init__(style_guide, analysis)
        self._text = text

    def run(self) -> None:
        name = self.options.stdin_display_name
        for _ in self.filenames:  # one, or none where flake8 excludes it
            checker = self._checker(name, self._text)
            self.results.append(checker.run_checks())
            self.signatures.update(checker.signatures)

    def problems(self) -> Iterator[str]:
        """Why the text could not be checked."""
        for _, results, _ in self.results:
            for code, line, column, message, _ in results:
                if code.startswith("E9"):
                    yield f"line {line}, column {column + 1}: {message}"


class _FileChecker(FileChecker):
    """flake8's checker of one file: our analysis where other plugins' checks would be. A *text* is
    checked in place of what the file holds; *shows_lines* is whether the lines are told in which
    something is found."""

    def __init__(
        self,
        filename: str,
        options: argparse.Namespace,
        analysis: Analysis,
        shows_lines: bool,
        text: str | None = None,
    ) -> None:
        self.signatures: dict[Violation, Diagnostic] = {}
        self.lines: dict[int, str] = {}
        self._analysis = analysis
        self._text = text
        self._shows_lines = shows_lines
        super().__init__(filename=filename, plugins=_NO_CHECKERS, options=options)

    def _make_processor(self) -> Any:  # the stubs leave it out
        if self._text is None:
            return super()._make_processor()  # type: ignore[misc]
        return FileProcessor(self.filename, self.options, list(io.StringIO(self._text)))

    def run_ast_checks(self) -> None:
        assert self.processor is not None
        lines = self.processor.lines
        # flake8 reads all tokens to find out which lines belong together: a `noqa` may stand at the
        # end of a string of many lines.
        reads_tokens = self._shows_lines or any("noqa" in line.lower() for line in lines)
        for diagnostic in self._analysis.check(self.display_name, "".join(lines)):
            match = diagnostic.match
            code, _, message = text(diagnostic).partition(" ")
            if reads_tokens:
                shown = self.processor.noqa_line_for(match.line)
            else:
                shown = lines[match.line - 1] if 0 < match.line <= len(lines) else None
            self.results.append((code, match.line, match.col, message, shown))
            place = self.display_name, match.line, match.col + 1
            self.signatures[Violation(code, *place, message, shown)] = diagnostic
            self.lines[match.line] = shown

    def process_tokens(self) -> None:
        """Leave them: no check of ours reads tokens, and ``noqa`` finds its own."""


def _configure(command: Command, argv: Sequence[str]) -> Configured:
    """``flake8.options.parse_args.parse_args``, less the plugins that check.

    Plugins that report stay: a formatter may be among them, and one that reads the configuration
    from elsewhere (as Flake8-pyproject does) registers as such, too.
    """
    first_parser = stage1_arg_parser()
    _raise_errors(first_parser)
    first_parser.add_argument(
        "-o",
        dest="outputs",
        metavar="FILE",
        action="append",
        default=[],
        help="Write to FILE, in the format that its extension tells; FORMAT:FILE tells it itself. "
        "Several -o write several files.",
    )
    first, rest = first_parser.parse_known_args(argv)
    files = [*first.outputs, *([first.output_file] if first.output_file else [])]
    flake8.configure_logging(first.verbose, first.output_file)
    cfg, cfg_dir = config.load_config(
        config=first.config, extra=first.append_config, isolated=first.isolated
    )
    plugin_options = finder.parse_plugin_options(
        cfg,
        cfg_dir,
        enable_extensions=first.enable_extensions,
        require_plugins=first.require_plugins,
    )
    # The plug-ins that a configuration names lie in the project: to load them would be to run it.
    # Our own formats are for flake8 alone; the command has them by other names.
    reports = [
        plugin
        for plugin in finder.find_plugins(cfg, plugin_options)
        if plugin.entry_point.group == "flake8.report" and plugin.package not in ("local", _US)
    ]
    ours = _plugin(PREFIX, "plugin:Plugin", "extension")
    plugins = finder.load_plugins([*reports, ours], plugin_options._replace(local_plugin_paths=()))
    manager = OptionManager(
        version=f"fastapi-arch {__version__}, flake8 {flake8.__version__}",
        plugin_versions=plugins.versions_str(),
        parents=[first_parser],
        formatter_names=[*plugins.reporters, *LISTS],
    )
    register_default_options(manager)
    manager.register_plugins(plugins)
    _add_short_names(manager)
    command.add_options(manager.parser)
    _describe(manager.parser, command)
    _raise_errors(manager.parser)
    selection = [] if selects_ours(cfg) else ["--select", PREFIX]
    try:
        options = aggregator.aggregate_options(manager, cfg, cfg_dir, [*selection, *rest])
    except (ValueError, BadUsage) as error:
        raise BadUsage(_culprit(manager, cfg, cfg_dir) or str(error)) from error
    options.outputs, options.output_file = files, None
    for loaded in plugins.reporters.values():
        if hasattr(loaded.obj, "parse_options"):
            loaded.obj.parse_options(manager, options, options.filenames)
    return Configured(plugins, options, manager, tuple(argv), cfg, cfg_dir, first)


def selects_ours(cfg: configparser.RawConfigParser) -> bool:
    """Whether the ``select`` of a configuration names some of our codes, so that it means us."""
    codes = utils.parse_comma_separated_list(cfg.get("flake8", "select", fallback=""))
    return any(code.startswith(PREFIX) or PREFIX.startswith(code) for code in codes)


def _raise_errors(parser: argparse.ArgumentParser) -> None:
    """Let *parser* raise BadUsage where it would end this process: a language server goes on."""

    def refuse(message: str) -> NoReturn:
        raise BadUsage(message)

    parser.error = refuse  # type: ignore[method-assign]


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


def _add_short_names(manager: OptionManager) -> None:
    """Names that inside flake8 would be another's, but are plain in our own command."""
    manager.parser.add_argument(
        "--no-cache",
        dest="fastapi_arch_no_cache",
        action="store_true",
        default=argparse.SUPPRESS,
        help="Short for --fastapi-arch-no-cache.",
    )
    manager.parser.add_argument(
        "--cache-dir",
        dest="fastapi_arch_cache_dir",
        metavar="directory",
        type=os.path.abspath,
        default=argparse.SUPPRESS,
        help="Short for --fastapi-arch-cache-dir.",
    )


def _plugin(name: str, value: str, kind: str) -> finder.Plugin:
    entry_point = importlib.metadata.EntryPoint(
        name, f"flake8_fastapi_arch.{value}", f"flake8.{kind}"
    )
    return finder.Plugin(_US, __version__, entry_point)


def _describe(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.prog = f"fastapi-arch {command.name}"
    parser.usage = command.usage
    parser.description = command.description
    parser.epilog = command.epilog
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    for action in parser._actions:
        if action.dest == "filenames":
            action.metavar, action.help = "PATH", command.paths
        elif action.dest == "output_file":
            action.help = "The same as -o."
        elif action.dest == "format" and command.formats:
            # Another name, since what a configuration says of flake8's format is not meant for us.
            action.dest, action.default, action.choices = "report_format", None, command.formats
            action.metavar = "FORMAT"
            action.help = "The format of what is printed, and of files whose extension tells none: "
            action.help += f"{', '.join(command.formats)}. (Default: {command.formats[0]})"
        elif action.dest in NOT_OURS:
            action.help = argparse.SUPPRESS


def _culprit(manager: OptionManager, cfg: configparser.RawConfigParser, cfg_dir: str) -> str | None:
    """The first setting that flake8 cannot read, which its own message leaves out."""
    for name, value in cfg["flake8"].items() if "flake8" in cfg else ():
        alone = configparser.RawConfigParser()
        alone["flake8"] = {name: value}
        try:
            for read in config.parse_config(manager, alone, cfg_dir).values():
                kind = manager.config_options_dict[name].type
                if isinstance(read, str) and callable(kind):  # argparse reads it once more
                    kind(read)
        except (ValueError, argparse.ArgumentTypeError) as error:
            where = os.path.abspath(cfg_dir)
            return f"flake8's configuration in {where}: {name} = {value}: {error}"
    return None


def _unknown_codes(options: argparse.Namespace) -> Iterator[str]:
    """Remarks on codes of ours that no checker has: most likely slips."""
    given = {
        "select": options.select,
        "extend-select": options.extend_select,
        "ignore": options.ignore,
        "extend-ignore": options.extend_ignore,
        "per-file-ignores": [
            code
            for _, codes in utils.parse_files_to_codes_mapping(options.per_file_ignores)
            for code in codes
        ],
        "fastapi-arch-severity": [e.partition(":")[0] for e in options.fastapi_arch_severity],
    }
    for name, codes in given.items():
        for code in codes or ():
            if code.startswith(PREFIX) and not has_checker(code):
                yield f"{name}: no checker has the code {code}; `fastapi-arch checkers` lists them"
