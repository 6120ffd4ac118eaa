"""How long an editor waits: from a key stroke to what is shown of the text.

    python -m benchmarks.editor DIRECTORY [--strokes 20] [--file PATH ...] [--table]

A copy of DIRECTORY is opened in ``fastapi-arch lsp``, as an editor would. In each file, a word is
typed letter by letter into the last function, each letter once the one before is settled. Of each
stroke two times are taken: until something is shown of the new text (what was known, moved), and
until what is found in it is shown. DIRECTORY is not changed.
"""

from __future__ import annotations

import argparse
import asyncio
import pathlib
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

_LARGEST = 3
_BODY = re.compile(r"^(?:async )?def \w+\([^#]*?\)[^#\n]*:\n((?:    .*\n|\n)+)", re.MULTILINE)


class Typist:
    """Opens texts, types, and takes the time until something is shown."""

    def __init__(self, client: LanguageClient) -> None:
        self._client = client
        self._shown: list[tuple[int | None, float]] = []
        self._news = asyncio.Event()

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _(params: lsp.PublishDiagnosticsParams) -> None:
            self._shown.append((params.version, time.perf_counter()))
            self._news.set()

    async def open(self, uri: str, text: str) -> float:
        """Open *text*; the seconds until what is found in it is shown."""
        self._shown.clear()
        item = lsp.TextDocumentItem(uri, "python", 0, text)
        began = time.perf_counter()
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return await self._until(0, 1) - began

    async def stroke(self, uri: str, version: int, text: str) -> tuple[float, float]:
        """Let *text* be there; the seconds until something is shown, and until all is settled."""
        name = lsp.VersionedTextDocumentIdentifier(version, uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self._shown.clear()
        began = time.perf_counter()
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(name, [change]))
        return await self._until(version, 1) - began, await self._until(version, 2) - began

    async def _until(self, version: int, count: int) -> float:
        while True:
            times = [moment for shown, moment in self._shown if shown == version]
            if len(times) >= count:
                return times[count - 1]
            self._news.clear()
            await self._news.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("directory", type=pathlib.Path, help="the Python code to measure on")
    parser.add_argument("--strokes", type=int, default=20, help="letters typed into each file (20)")
    parser.add_argument("--file", action="append", help="a file to type into (the largest three)")
    parser.add_argument("--table", action="store_true", help="print a table in Markdown")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch).resolve() / "project"
        shutil.copytree(arguments.directory, root)
        (root / ".flake8").write_text("[flake8]\n")  # a root of its own
        files = [root / name for name in arguments.file or _largest(root)]
        rows = asyncio.run(_measured(root, files, arguments.strokes))
    mark = "|" if arguments.table else ""
    for row in [("", "median", "95 of 100", "longest"), *rows]:
        if arguments.table and row[0] == "":
            print("|  | median | 95 of 100 | longest |\n| --- | ---: | ---: | ---: |")
        else:
            print(f"{mark} {row[0]:44} {mark} {f' {mark} '.join(row[1:])} {mark}".strip())


def _largest(root: pathlib.Path) -> list[str]:
    """The largest files that register routes."""
    found = [
        (len(text), path.relative_to(root).as_posix())
        for path in root.rglob("*.py")
        if re.search(r"^@\w+\.(get|post)\(", text := path.read_text("utf-8"), re.MULTILINE)
        and _BODY.search(text)
    ]
    return [name for _, name in sorted(found, reverse=True)[:_LARGEST]]


async def _measured(
    root: pathlib.Path, files: Iterable[pathlib.Path], strokes: int
) -> list[tuple[str, ...]]:
    client = LanguageClient("benchmark", "1")
    typist = Typist(client)
    await client.start_io(sys.executable, "-m", "flake8_fastapi_arch", "lsp")
    folder = lsp.WorkspaceFolder(root.as_uri(), root.name)
    await client.initialize_async(
        lsp.InitializeParams(lsp.ClientCapabilities(), workspace_folders=[folder])
    )
    client.initialized(lsp.InitializedParams())
    rows: list[tuple[str, ...]] = []
    at_once: list[float] = []
    settled: list[float] = []
    for number, file in enumerate(files):
        text, uri = file.read_text("utf-8"), file.as_uri()
        opened = await typist.open(uri, text)
        what = "first" if number == 0 else "further"
        rows.append((f"{what} file opened: {file.name}", *_seconds([opened])))
        place = max(found.end(1) for found in _BODY.finditer(text))
        for stroke in range(strokes):
            typed = f"{text[:place]}    {'typed' * strokes}"[: place + 5 + stroke]
            moments = await typist.stroke(uri, stroke + 1, f"{typed}\n{text[place:]}")
            at_once.append(moments[0])
            settled.append(moments[1])
    rows.append(("key stroke, until something is shown", *_seconds(at_once)))
    rows.append(("key stroke, until all is settled", *_seconds(settled)))
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return rows


def _seconds(times: Sequence[float]) -> list[str]:
    ordered = sorted(times)
    shown = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))], ordered[-1]
    return [f"{1000 * moment:,.0f} ms" for moment in shown]


if __name__ == "__main__":
    main()
