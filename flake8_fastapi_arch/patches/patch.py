"""A suggested patch: the edits that repair one finding, told where they are certain, never made."""

from __future__ import annotations

import ast
import dataclasses
import difflib
import functools
import io
import pathlib
import tokenize
import warnings
from typing import Any

from flake8_fastapi_arch.checker import Checker, Diagnostic
from flake8_fastapi_arch.patches.edits import Edit, applied
from flake8_fastapi_arch.patches.finding import Finding
from flake8_fastapi_arch.patches.layout import line_limit
from flake8_fastapi_arch.patches.repair import all_repairs
from flake8_fastapi_arch.patches.source import Source
from flake8_fastapi_arch.project.project import Project


@dataclasses.dataclass(frozen=True)
class TextEdit:
    """*text* in place of what lies between two positions: lines from 1, columns from 0 in
    characters."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclasses.dataclass(frozen=True)
class Patch:
    """What to change in the file at *path* (relative to the project): *before* becomes *after*.

    Both keep the file's own line ends. *edits* come in the order of the text and do not overlap.
    """

    path: str
    before: str
    after: str
    edits: tuple[TextEdit, ...]

    @property
    def diff(self) -> str:
        """The patch as a unified diff that ``git apply`` takes, ending in a newline."""
        old, new = (io.StringIO(t, newline="").readlines() for t in (self.before, self.after))
        lines = difflib.unified_diff(old, new, f"a/{self.path}", f"b/{self.path}")
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in lines
        )


def can_repair(checker: Checker[Any]) -> bool:
    """Whether there may be a patch for what *checker* finds."""
    return checker.code in all_repairs()


def patch_for(diagnostic: Diagnostic, project: Project, text: str | None = None) -> Patch | None:
    """What repairs the finding, where that can be told for sure; else None.

    *text* is that of the file where an editor has another than the disk; *project* knows it then
    (``Project.with_module``). Nothing is written.
    """
    repair = all_repairs().get(diagnostic.checker.code)
    module = project.modules.get(diagnostic.path)
    if repair is None or module is None:
        return None
    whole = text if text is not None else _text_on_disk(project.root / diagnostic.path)
    line_end = _line_end(whole) if whole is not None else None
    if whole is None or line_end is None:
        return None
    limit = line_limit(project.root, diagnostic.path)
    source = _source(whole.replace(line_end, "\n"), limit)
    try:
        edits = sorted(set(repair(Finding(diagnostic, project, module, source))))
        after = applied(source.text, edits)
    except Exception:  # Uncertain; or a mistake, and then the finding is heard all the same
        return None
    if after == source.text or not _is_python(after):
        return None
    shown = tuple(_text_edit(edit, source, line_end) for edit in edits)
    return Patch(diagnostic.path, whole, after.replace("\n", line_end), shown)


@functools.lru_cache(maxsize=4)
def _source(text: str, limit: int) -> Source:
    """Findings come file by file: each text is parsed once."""
    return Source(text, limit)


def _text_on_disk(path: pathlib.Path) -> str | None:
    try:
        content = path.read_bytes()
        encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding)
    except (OSError, SyntaxError, UnicodeError):
        return None


def _line_end(text: str) -> str | None:
    """What ends the lines of *text*; None where not all end alike."""
    windows = text.count("\r\n")
    if text.count("\r") != windows or windows not in (0, text.count("\n")):
        return None
    return "\r\n" if windows else "\n"


def _is_python(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def _text_edit(edit: Edit, source: Source, line_end: str) -> TextEdit:
    first, last = source.position(edit.start), source.position(edit.end)
    return TextEdit(*first, *last, edit.text.replace("\n", line_end))
