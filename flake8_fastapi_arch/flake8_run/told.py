"""What flake8 printed, taken for what was found."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from flake8 import utils
from flake8.defaults import STATISTIC_NAMES
from flake8.processor import FileProcessor
from flake8.style_guide import StyleGuideManager
from flake8.violation import Violation

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.checker import Checker, Diagnostic, Match
from flake8_fastapi_arch.flake8_run.checking import FilesManager
from flake8_fastapi_arch.plugin import text
from flake8_fastapi_arch.tool import TOOL_CHECKERS

_TOLD = re.compile(
    r"(?P<path>.+?):(?P<row>\d{1,9}):(?:(?P<column>\d{1,9}):)? "
    r"(?:(?P<code>[A-Z]{1,3}\d+)|\[(?P<pylints>[A-Z]{1,3}\d+)\])(?: (?P<text>.*)|)"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Told(NamedTuple):
    """A line that flake8 printed; ``line`` and ``column`` count from 1."""

    path: str
    line: int
    column: int
    code: str
    message: str


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


class ToldManager(FilesManager):
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
