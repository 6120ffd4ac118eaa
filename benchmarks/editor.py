"""How long an editor waits: from a key stroke to what is shown of the text.

    python -m benchmarks.editor DIRECTORY [--strokes 5] [--minutes 8] [--file PATH ...] [--table]

A copy of DIRECTORY is opened in ``fastapi-arch lsp``, as an editor would. In each file a word is
typed letter by letter, into a comment and then into the last function, each letter once the one
before is settled. Right behind each stroke the editor asks for a hover, the code lenses and a
route. What is told is how long it takes until what was known is shown at its new place, until each
of the three is answered, and until what is found in the new text is shown. It ends after
``--minutes``, with as many strokes as there were by then. DIRECTORY is not changed.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import contextlib
import math
import pathlib
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Iterable, Iterator, Sequence

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

_LARGEST = 3
_BODY = re.compile(r"^(?:async )?def \w+\([^#]*?\)[^#\n]*:\n((?:    .*\n|\n)+)", re.MULTILINE)

Times = dict[str, list[float]]
"""Seconds by what was waited for, in the order in which that is told."""


class Typist:
    """Opens texts, types and asks, and takes the time until an answer is there."""

    def __init__(self, client: LanguageClient) -> None:
        self._client = client
        self._shown: list[tuple[int | None, float]] = []
        self._news = asyncio.Event()
        self.times: Times = collections.defaultdict(list)

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def _(params: lsp.PublishDiagnosticsParams) -> None:
            self._shown.append((params.version, time.perf_counter()))
            self._news.set()

    async def open(self, what: str, uri: str, text: str) -> None:
        """Open *text*, and wait until what is found in it is shown."""
        self._shown.clear()
        item = lsp.TextDocumentItem(uri, "python", 0, text)
        began = time.perf_counter()
        self._client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        shown = await self._until(0, 1)
        self.times[what].append(shown - began)

    async def stroke(self, where: str, uri: str, version: int, text: str, line: int) -> None:
        """Let *text* be there, which has a new letter in *line*; ask what an editor asks, and wait
        until all is settled."""
        document = lsp.TextDocumentIdentifier(uri)
        name = lsp.VersionedTextDocumentIdentifier(version, uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self._shown.clear()
        began = time.perf_counter()
        self._client.text_document_did_change(lsp.DidChangeTextDocumentParams(name, [change]))
        hover = lsp.HoverParams(document, lsp.Position(line, 0))
        lenses, routes = lsp.CodeLensParams(document), lsp.WorkspaceSymbolParams("GET /")
        await asyncio.gather(
            self._answered("hover", self._client.text_document_hover_async(hover)),
            self._answered("code lenses", self._client.text_document_code_lens_async(lenses)),
            self._answered("a route by its path", self._client.workspace_symbol_async(routes)),
        )
        shown, settled = await self._until(version, 1), await self._until(version, 2)
        self.times["what was known is shown at its new place"].append(shown - began)
        self.times[f"a stroke in {where} is settled"].append(settled - began)

    async def _answered(self, what: str, answer: Awaitable[object]) -> None:
        began = time.perf_counter()
        await answer
        self.times[what].append(time.perf_counter() - began)

    async def _until(self, version: int, count: int) -> float:
        while True:
            times = [moment for shown, moment in self._shown if shown == version]
            if len(times) >= count:
                return times[count - 1]
            self._news.clear()
            await self._news.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add = parser.add_argument
    add("directory", type=pathlib.Path, help="the Python code to measure on")
    add("--strokes", type=int, default=5, help="letters typed at each place (default: 5)")
    add("--minutes", type=float, default=8.0, help="when to end at the latest (default: 8)")
    add("--file", action="append", help="a file to type into (default: the largest three)")
    add("--table", action="store_true", help="print a table in Markdown")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = pathlib.Path(scratch).resolve() / "project"
        shutil.copytree(arguments.directory, root)
        (root / ".flake8").write_text("[flake8]\n")  # a root of its own
        files = [root / name for name in arguments.file or _largest(root)]
        times = asyncio.run(_measured(root, files, arguments.strokes, arguments.minutes * 60))
    rows = [(what, str(len(taken)), *_seconds(taken)) for what, taken in times.items()]
    if arguments.table:
        print("|  | times | median | 95 of 100 | longest |\n| --- | ---: | ---: | ---: | ---: |")
        for row in rows:
            print(f"| {' | '.join(row)} |")
    else:
        for what, *figures in [("", "times", "median", "95 of 100", "longest"), *rows]:
            print(f"{what:46}" + "".join(f"{figure:>11}" for figure in figures))


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
    root: pathlib.Path, files: Iterable[pathlib.Path], strokes: int, seconds: float
) -> Times:
    client = LanguageClient("benchmark", "1")
    typist = Typist(client)
    await client.start_io(sys.executable, "-m", "flake8_fastapi_arch", "lsp")
    folder = lsp.WorkspaceFolder(root.as_uri(), root.name)
    await client.initialize_async(
        lsp.InitializeParams(lsp.ClientCapabilities(), workspace_folders=[folder])
    )
    client.initialized(lsp.InitializedParams())
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(_typed(typist, files, strokes), seconds)
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]
    return typist.times


async def _typed(typist: Typist, files: Iterable[pathlib.Path], strokes: int) -> None:
    for number, file in enumerate(files):
        text, uri = file.read_text("utf-8"), file.as_uri()
        await typist.open("further file opened" if number else "first file opened", uri, text)
        for version, (where, typed, line) in enumerate(_typing(text, strokes), 1):
            await typist.stroke(where, uri, version, typed, line)


def _typing(text: str, strokes: int) -> Iterator[tuple[str, str, int]]:
    """A word typed letter by letter: where, the whole text, and the line that is typed in."""
    end = max(found.end(1) for found in _BODY.finditer(text))
    before, behind = text[:end], text[end:]
    for where, mark in (("a comment", "# "), ("code", "")):
        for letters in range(1, strokes + 1):
            line = f"    {mark}{('typed' * strokes)[:letters]}\n"
            yield where, before + line + behind, before.count("\n")


def _seconds(times: Sequence[float]) -> list[str]:
    ordered = sorted(times)
    shown = statistics.median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1], ordered[-1]
    return [f"{1000 * moment:,.0f} ms" for moment in shown]


if __name__ == "__main__":
    main()
