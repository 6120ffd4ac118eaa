"""Which lines the tests ran, where a report of coverage.py lies in the project."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.project.modules.files import is_own

_NAMES = ("coverage.json", "coverage.xml")
_FILENAME = re.compile(r'\bfilename="([^"]+)"')


class Coverage:
    """The lines that were run, by the path of the module; empty where there is no report."""

    def __init__(self, executed: Mapping[str, frozenset[int]]) -> None:
        self._executed = executed

    @classmethod
    def read(cls, root: pathlib.Path) -> Coverage:
        """The reports at *root*; one that cannot be read counts as none."""
        executed: dict[str, frozenset[int]] = {}
        for name in _NAMES:
            if not is_own(root / name, root):
                continue
            try:
                text = (root / name).read_text("utf-8")
                found = dict(_of_json(text) if name.endswith("json") else _of_xml(text))
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
            executed.update(found)
        return cls(executed)

    def ran(self, path: str, first: int, last: int) -> bool:
        """Whether some line from *first* to *last* of the module at *path* was run."""
        lines = self._lines(path)
        return any(first <= line <= last for line in lines)

    def _lines(self, path: str) -> frozenset[int]:
        """The lines of *path*; reports name it from the project's root or from a source root."""
        if path in self._executed:
            return self._executed[path]
        ends = [name for name in self._executed if path.endswith(f"/{name}")]
        return self._executed[max(ends, key=len)] if ends else frozenset()


def _of_json(text: str) -> Iterator[tuple[str, frozenset[int]]]:
    for path, file in json.loads(text)["files"].items():
        yield path.replace("\\", "/"), frozenset(file["executed_lines"])


def _of_xml(text: str) -> Iterator[tuple[str, frozenset[int]]]:
    # A report is large, regular and may come from anywhere: no parser that resolves entities, and
    # no pattern that looks for the end of each element anew.
    for head, body in _elements(text, "class"):
        named = _FILENAME.search(head)
        if named is not None:
            words = (head for head, _ in _elements(body.partition("</class>")[0], "line"))
            lines = (dict(re.findall(r'(\w+)="([^"]*)"', line)) for line in words)
            ran = frozenset(int(line["number"]) for line in lines if int(line.get("hits", "0")) > 0)
            yield named[1].replace("\\", "/"), ran


def _elements(text: str, tag: str) -> Iterator[tuple[str, str]]:
    """The attributes of each element *tag*, and what follows up to the next one."""
    for part in text.split(f"<{tag} ")[1:]:
        head, _, body = part.partition(">")
        yield head, body
