"""Places in a text: what a finding underlines, and where lines move when the text changes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

_HEAD = re.compile(r"(?:async\s+def|def|class)\s+\w+")
_NAME = re.compile(r"\w+(?:\.\w+)*")
_COMPARED = 400  # changed lines that are compared one by one; more of them are a new text


class Span(NamedTuple):
    """A part of one line: the line from 0, the columns from 0 in characters."""

    line: int
    start: int
    end: int


def plain(text: str) -> str:
    """*text* as Python reads it from a file: ``\\n`` at line ends, no mark of the byte order, and
    nothing that no file can hold."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode(errors="replace").decode()


def span(lines: Sequence[str], line: int, column: int) -> Span:
    """What to underline for a finding at *line* (from 1) and *column* (from 0, in UTF-8 bytes): the
    name that begins there, a definition's with its keyword, or else the rest of the line."""
    index = min(line, len(lines)) - 1
    text = lines[index]
    start = len(text.encode()[:column].decode(errors="ignore"))
    found = _HEAD.match(text, start) or _NAME.match(text, start)
    end = found.end() if found else len(text.rstrip())
    return Span(index, start, max(start, end))


class Moves:
    """Where the lines of one text (``str.split("\\n")``) are in a later one."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._first = first = _common(before, after)
        last = _common(before[first:][::-1], after[first:][::-1])
        self._behind = len(before) - last
        self._shift = len(after) - len(before)
        self._between = _matched(before[first : self._behind], after[first : len(after) - last])

    def line(self, line: int) -> int | None:
        """Where *line* (from 1) is now; None where it is gone."""
        index = line - 1
        if index < self._first:
            return line
        if index >= self._behind:
            return line + self._shift
        place = self._between.get(index - self._first)
        return None if place is None else self._first + place + 1


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    for index, (left, right) in enumerate(zip(one, other)):
        if left != right:
            return index
    return min(len(one), len(other))


def _matched(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """The lines of *before* that are in *after*: where they are the same, and line by line where
    as many lines were rewritten."""
    if len(before) == len(after):
        return {index: index for index in range(len(before))}
    if max(len(before), len(after)) > _COMPARED:
        return {}
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return {
        block.a + step: block.b + step
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    }
