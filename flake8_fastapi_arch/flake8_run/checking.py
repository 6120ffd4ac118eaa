"""The files that are checked, and which diagnostic is behind each line that flake8 prints."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import flake8
from flake8.checker import FileChecker, Manager
from flake8.defaults import STATISTIC_NAMES
from flake8.plugins import finder
from flake8.processor import FileProcessor
from flake8.style_guide import Decision, StyleGuideManager
from flake8.violation import Violation

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.checker import Diagnostic
from flake8_fastapi_arch.plugin import PREFIX, text
from flake8_fastapi_arch.processes import can_fork, in_processes
from flake8_fastapi_arch.replay import digests
from flake8_fastapi_arch.tool import CHECKER_CRASHED

_PACKAGE = __name__.partition(".")[0]
_SHARE = 8  # files at least that are worth a process
_MOST = 8  # processes; what each of more would have to ask anew takes longer than its share
_NO_CHECKERS = finder.Checkers(tree=[], logical_line=[], physical_line=[])

Progress = Callable[[str, int, int], None]
"""Is told what is done now, how much of it is done, and how much there is (0: nobody knows)."""


def no_progress(what: str, done: int, total: int) -> None:
    """Tell nobody."""


class FilesManager(Manager):
    """Checks the files, and remembers which diagnostic is behind which line."""

    def __init__(self, style_guide: StyleGuideManager, analysis: Analysis) -> None:
        super().__init__(style_guide, _NO_CHECKERS, argv=())
        self.signatures: dict[Violation, Diagnostic] = {}
        self.progress: Progress = no_progress
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


class TextManager(FilesManager):
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


class _FileProcessor(FileProcessor):
    """flake8's view of one file."""

    def should_ignore_file(self) -> bool:
        """Whether ``flake8: noqa`` stands in the file; flake8 searches each line for it, twice."""
        mentions_flake8 = any("flake8" in line.lower() for line in self.lines)
        return mentions_flake8 and super().should_ignore_file()


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
        lines = None if self._text is None else list(io.StringIO(self._text))
        try:
            return _FileProcessor(self.filename, self.options, lines)
        except OSError:
            return super()._make_processor()  # type: ignore[misc]  # which says why

    def run_ast_checks(self) -> None:
        assert self.processor is not None
        lines = self.processor.lines
        source = "".join(lines)
        # flake8 reads all tokens to find out which lines belong together: a `noqa` may stand at the
        # end of a string of many lines.
        reads_tokens = self._shows_lines or "noqa" in source.lower()
        for diagnostic in self._analysis.check(self.display_name, source):
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
