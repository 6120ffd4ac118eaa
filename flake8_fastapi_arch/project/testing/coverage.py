"""Which lines the tests ran, where a report of coverage.py lies in the project."""

from __future__ import annotations

import json
import pathlib
import re
from collections.abc import Iterator, Mapping

_NAMES = ("coverage.json", "coverage.xml")
_CLASS = re.compile(r'<class\b[^>]*\bfilename="([^"]+)"[^>]*>(.*?)</class>', re.DOTALL)
_LINE = re.compile(r"<line\b([^>]*?)/?>")


class Coverage:
    """The lines that were run, by the path of the module; empty where there is no report."""

    def __init__(self, executed: Mapping[str, frozenset[int]]) -> None:
        self._executed = executed

    @classmethod
    def read(cls, root: pathlib.Path) -> Coverage:
        """The reports at *root*; one that cannot be read counts as none."""
        executed: dict[str, frozenset[int]] = {}
        for name in _NAMES:
            try:
                text = (root / name).read_text("utf-8")
                found = dict(_of_json(text) if name.endswith("json") else _of_xml(text))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
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
    # A report is large, regular and may come from anywhere: no parser that resolves entities.
    for path, body in _CLASS.findall(text):
        lines = (dict(re.findall(r'(\w+)="([^"]*)"', words)) for words in _LINE.findall(body))
        ran = frozenset(int(line["number"]) for line in lines if int(line.get("hits", "0")) > 0)
        yield path.replace("\\", "/"), ran
