"""flake8's own ``--format``: the review, or all findings, from what flake8 let through.

flake8 loads this module wherever it runs, so it imports no more than flake8 has loaded already.
"""

from __future__ import annotations

import os
import pathlib
import sys
from typing import TYPE_CHECKING

from flake8.formatting.base import BaseFormatter

if TYPE_CHECKING:
    from flake8.violation import Violation

    from flake8_fastapi_arch.flake8_run import Reviewed, Told


class Markdown(BaseFormatter):
    """Writes the review to where flake8's lines would go. All else goes to standard error: what
    other plugins found, statistics, and what is to be said of the review."""

    def after_init(self) -> None:
        self._told: list[Told] = []

    def start(self) -> None:
        """Begin the file anew: two documents in one are none."""
        if self.filename:
            pathlib.Path(self.filename).unlink(missing_ok=True)
        super().start()

    def handle(self, error: Violation) -> None:
        """Keep the violation until all are there."""
        from flake8_fastapi_arch.flake8_run import Told

        place = error.filename, error.line_number, error.column_number
        self._told.append(Told(*place, error.code, error.text))

    def stop(self) -> None:
        """Write the document."""
        from flake8_fastapi_arch import flake8_run, plugin

        analysis = getattr(plugin.Plugin, "analysis", None) or plugin.analysis(
            plugin.settings(self.options), self.options
        )
        files = [line.path for line in self._told if line.code.startswith(plugin.PREFIX)]
        first = os.path.abspath([*files, *self.options.filenames, os.curdir][0])
        root = analysis.project_of(
            pathlib.Path(first, "any.py" if os.path.isdir(first) else "")
        ).root
        reviewed = flake8_run.retold(self.options, self._told, analysis, root)
        self._put(self.document(reviewed))
        for finding in reviewed.outcome.findings:
            if finding.rule is None and not self.lists_all:
                place = f"{finding.path}:{finding.line}:{finding.column}"
                self._write(f"{place}: {finding.code} {finding.message}")
        super().stop()

    lists_all = False
    """Whether the document has the findings of other plugins, too."""

    def document(self, reviewed: Reviewed) -> str:
        """What is to be written, ending in a newline."""
        from flake8_fastapi_arch.reporting import built
        from flake8_fastapi_arch.review import to_markdown

        return to_markdown.render(built(reviewed))

    def _put(self, document: str) -> None:
        content = document.encode("utf-8", "backslashreplace")
        if self.filename:
            pathlib.Path(self.filename).write_bytes(content)
        if not self.filename or self.options.tee:
            sys.stdout.flush()
            sys.stdout.buffer.write(content)

    def _write(self, output: str) -> None:
        sys.stderr.write(f"{output}\n")


class Json(Markdown):
    """The review as JSON."""

    def document(self, reviewed: Reviewed) -> str:
        from flake8_fastapi_arch.reporting import built
        from flake8_fastapi_arch.review import to_json

        return to_json.render(built(reviewed))


class Sarif(Markdown):
    """All findings as SARIF, with those of other plugins."""

    lists_all = True

    def document(self, reviewed: Reviewed) -> str:
        from flake8_fastapi_arch.review import to_sarif

        return to_sarif.render(reviewed.outcome.findings)
