"""The guides, section by section: what a page teaches, and which checkers hold a project to it."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re

DIRECTORY = pathlib.Path(__file__).resolve().parent / "guides"
GUIDES = sorted(DIRECTORY.glob("*.md"))

_SECTION = re.compile(r"^## (?P<title>.+)\n(?P<text>(?:(?!## ).*\n)*)", re.MULTILINE)
_CHECKED_BY = re.compile(r"^Checked by (?P<codes>(?:.+\n)+)", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Section:
    """A section of a guide, and the codes that the line "Checked by" at its end names."""

    guide: pathlib.Path
    title: str
    text: str
    codes: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """What follows ``#`` in a link to it."""
        words = re.sub(r"[^\w\s-]", "", self.title).strip().lower()
        return re.sub(r"[\s-]+", "-", words)


@functools.cache
def sections(guide: pathlib.Path) -> tuple[Section, ...]:
    """The sections of *guide*, in order."""
    return tuple(
        Section(guide, found["title"], found["text"], _codes(found["text"]))
        for found in _SECTION.finditer(guide.read_text(encoding="utf-8"))
    )


def section_about(code: str) -> Section | None:
    """The first section that the checker of that *code* holds a project to."""
    everything = (section for guide in GUIDES for section in sections(guide))
    return next((section for section in everything if code in section.codes), None)


def _codes(text: str) -> tuple[str, ...]:
    line = _CHECKED_BY.search(text)
    return tuple(re.findall(r"\[(FAA\d{3})\]", line["codes"])) if line else ()
