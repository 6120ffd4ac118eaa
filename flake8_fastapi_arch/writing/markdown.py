"""Markdown in which what comes from the project is data and can be no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from flake8_fastapi_arch.writing.words import visible

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch


def text(words: str) -> str:
    """*words* as running text of one line, where `spans` stay code and nothing else is markup."""
    pieces = " ".join(words.split()).split("`")
    if len(pieces) % 2 == 0:  # the last backtick opens nothing
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    shown = [_plain(piece) if i % 2 == 0 else code(piece) for i, piece in enumerate(pieces)]
    # What would open a list, a heading or a rule at the start of a line.
    return re.sub(r"^(\d*)([-+#.)])", r"\1\\\2", "".join(shown))


def code(words: str) -> str:
    """*words* as a code span of one line that nothing in them can end."""
    words = visible(words)
    if not words.strip():
        return _plain(f"`{words}`")
    runs = re.findall("`+", words)
    if not runs:
        return f"`{words}`"
    fence = "`" * (max(map(len, runs)) + 1)
    return f"{fence} {words} {fence}"


def listed(items: Sequence[str], most: int) -> str:
    """The first *most* of the *items*, which are Markdown already, and how many more there are."""
    return ", ".join(items[:most]) + rest(len(items) - most, " ")


def rest(number: int, before: str = "") -> str:
    """``and 3 more`` behind *before*; "" where nothing is left."""
    return f"{before}and {number:,} more" if number > 0 else ""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of cells that are Markdown already."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        # A pipe ends a cell even inside a code span; elsewhere it is escaped already.
        yield "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in row) + " |"


def diff(patch: Patch) -> Iterator[str]:
    """The *patch* as a block of code that nothing in it can end."""
    shown = (line.removesuffix("\r").split("\t") for line in patch.diff.split("\n")[:-1])
    lines = ["\t".join(map(visible, words)) for words in shown]
    runs = [len(run) for line in lines for run in re.findall("`{3,}", line)]
    fence = "`" * max([3, *(run + 1 for run in runs)])
    yield from (f"{fence}diff", *lines, fence)


def _plain(words: str) -> str:
    words = visible(words).replace("&", "&amp;").replace("<", "&lt;")
    words = re.sub("(?<!-)>", "&gt;", words)  # an arrow, -> , quotes and closes nothing
    return re.sub(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", words)
