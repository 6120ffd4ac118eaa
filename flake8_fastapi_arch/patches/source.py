"""The text of a file with its syntax tree: where a patch finds the places that it changes."""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator

from ast_grep_py import SgNode, SgRoot


class Source:
    """Python text with ``\\n`` at its line ends. Offsets count characters, as ast-grep does.

    *limit* is how long a line may be.
    """

    def __init__(self, text: str, limit: int = 88) -> None:
        self.text = text
        self.limit = limit
        self.root = SgRoot(text, "python").root()

    def offset(self, line: int, col: int) -> int:
        """The offset of a position as ``ast`` has it: *line* from 1, *col* in UTF-8 bytes."""
        start = self._line_starts[line - 1]
        end = self._line_starts[line] if line < len(self._line_starts) else len(self.text)
        return start + len(self.text[start:end].encode()[:col].decode())

    def position(self, offset: int) -> tuple[int, int]:
        """The line (from 1) and the column (from 0, in characters) of *offset*."""
        line = bisect.bisect_right(self._line_starts, offset)
        return line, offset - self._line_starts[line - 1]

    def starting_at(self, offset: int, *kinds: str) -> list[SgNode]:
        """The nodes of *kinds* that begin at *offset*, outermost first."""
        return [node for node in self._around(offset) if node.kind() in kinds and _at(node, offset)]

    def lines_of(self, node: SgNode) -> tuple[int, int]:
        """The offsets between which the lines of *node* lie, the last line's end included."""
        return self.line_start(start(node)), self.next_line(end(node))

    def line_start(self, offset: int) -> int:
        """Where the line of *offset* begins."""
        return self.text.rfind("\n", 0, offset) + 1

    def next_line(self, offset: int) -> int:
        """Where the line behind that of *offset* begins, or the text ends."""
        newline = self.text.find("\n", offset)
        return len(self.text) if newline < 0 else newline + 1

    def is_alone(self, node: SgNode, tail: str = "") -> bool:
        """Whether *node*, and *tail* behind it, is all there is on its lines."""
        first, last = self.lines_of(node)
        rest = self.text[end(node) : last].strip()
        return not self.text[first : start(node)].strip() and rest in ("", tail)

    def indent(self, offset: int) -> str:
        """The white space at the start of the line of *offset*."""
        line = self.text[self.line_start(offset) : self.next_line(offset)]
        return line[: len(line) - len(line.lstrip())].rstrip("\n")

    def width(self, offset: int) -> int:
        """How many characters the line of *offset* has, a comment behind the code not counted."""
        line = self.text[self.line_start(offset) : self.next_line(offset)]
        return len(re.sub(r"\s+#[^'\"]*$", "", line).rstrip())

    @functools.cached_property
    def unit(self) -> str:
        """What one more level of indentation adds."""
        found = re.search(r"^([ \t]+)\S", self.text, re.MULTILINE)
        return "\t" if found and found[1].startswith("\t") else "    "

    @functools.cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text))]

    def _around(self, offset: int) -> Iterator[SgNode]:
        node: SgNode | None = self.root
        while node is not None:
            yield node
            node = next((c for c in node.children() if start(c) <= offset < end(c)), None)


def start(node: SgNode) -> int:
    """The offset at which *node* begins."""
    return node.range().start.index


def end(node: SgNode) -> int:
    """The offset behind *node*."""
    return node.range().end.index


def field(node: SgNode, name: str) -> SgNode:
    """The part *name* of *node*; raises Uncertain where it has none."""
    found = node.field(name)
    if found is None:
        raise Uncertain(f"{node.kind()} without {name}")
    return found


def items(node: SgNode) -> list[SgNode]:
    """What the brackets of *node* enclose: arguments, parameters, elements."""
    return [c for c in node.children() if c.is_named() and c.kind() != "comment"]


def has(node: SgNode, *kinds: str) -> bool:
    """Whether *node* holds a node of *kinds* anywhere."""
    return any(node.find(kind=kind) is not None for kind in kinds)


def is_multiline(node: SgNode) -> bool:
    """Whether *node* takes more than one line."""
    return node.range().start.line != node.range().end.line


class Uncertain(Exception):
    """No patch can be told for sure; the reason is for developers."""


def _at(node: SgNode, offset: int) -> bool:
    return start(node) == offset
