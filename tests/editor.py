"""An editor, as far as a language server can tell: a client that opens, types and asks."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

import attrs
import cattrs
import pytest_lsp
from lsprotocol import types as lsp
from pygls.protocol import default_converter

T = TypeVar("T")
_PATIENCE = 30  # seconds until a server is taken to hang, on a machine that does much else
_PROMPT = 1.5  # seconds; the server gives up waiting for its analysis after two


class Editor:
    """What a user does in an editor, and what comes of it. Texts are named by their URI."""

    def __init__(self, client: pytest_lsp.LanguageClient) -> None:
        self.client = client
        self.published: list[lsp.PublishDiagnosticsParams] = []
        self.messages: list[str] = []
        self.watches: list[str] = []
        self.lens_refreshes = 0
        self._news = asyncio.Event()
        self._versions: dict[str, int] = {}
        for name, take in {
            lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS: self.published.append,
            lsp.WINDOW_SHOW_MESSAGE: lambda params: self.messages.append(params.message),
            lsp.CLIENT_REGISTER_CAPABILITY: lambda params: self.watches.extend(
                registration.method for registration in params.registrations
            ),
            lsp.WORKSPACE_CODE_LENS_REFRESH: self._refresh,
        }.items():
            client.feature(name)(self._told(take))

    def _told(self, take: Callable[[Any], None]) -> Callable[[Any], None]:
        def told(params: Any) -> None:
            take(params)
            self._news.set()

        return told

    def _refresh(self, params: None) -> None:
        self.lens_refreshes += 1

    def open(self, uri: str, text: str, language: str = "python") -> None:
        self._versions[uri] = 1
        item = lsp.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))

    def type(self, uri: str, text: str) -> None:
        """Let *text* be all that stands there."""
        self._versions[uri] += 1
        name = lsp.VersionedTextDocumentIdentifier(self._versions[uri], uri)
        change = lsp.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(name, [change]))

    def close(self, uri: str) -> None:
        name = lsp.TextDocumentIdentifier(uri)
        del self._versions[uri]
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(name))

    def changed_on_disk(self, *uris: str, kind: lsp.FileChangeType) -> None:
        events = [lsp.FileEvent(uri, kind) for uri in uris]
        self.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(events))

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for news until something holds."""

        async def come_true() -> None:
            while not holds():
                self._news.clear()
                await self._news.wait()

        await patiently(come_true())

    async def settled(self, uri: str) -> list[lsp.Diagnostic]:
        """What is shown at last of the present text.

        How often it is published says nothing: what was known is moved to the present text, and
        what was found in an earlier one may still come in. But patches are those of the present
        text, so the server is asked for them until it did not give up waiting for its analysis.
        """

        async def settle() -> None:
            text, start = lsp.TextDocumentIdentifier(uri), lsp.Position(0, 0)
            context = lsp.CodeActionContext([])
            params = lsp.CodeActionParams(text, lsp.Range(start, start), context)
            gave_up = True
            while gave_up:
                asked = time.monotonic()
                await self.client.text_document_code_action_async(params)
                gave_up = time.monotonic() - asked > _PROMPT

        await patiently(settle())
        assert any(p.uri == uri and p.version == self._versions[uri] for p in self.published)
        return self.shown(uri)

    def shown(self, uri: str) -> list[lsp.Diagnostic]:
        """What is shown of a text now."""
        return next(([*p.diagnostics] for p in reversed(self.published) if p.uri == uri), [])

    async def begin_anew(self) -> None:
        """Close all texts, and forget what was shown, when nothing more can come of them."""
        for uri in list(self._versions):
            self.close(uri)
        nowhere = lsp.HoverParams(lsp.TextDocumentIdentifier(""), lsp.Position(0, 0))
        await patiently(self.client.text_document_hover_async(nowhere))  # answered in order
        self.published.clear()
        self.messages.clear()


@contextlib.asynccontextmanager
async def editing(
    *folders: pathlib.Path,
    arguments: Sequence[str] = (),
    command: Sequence[str] = (sys.executable, "-m", "flake8_fastapi_arch", "lsp"),
    capabilities: lsp.ClientCapabilities | None = None,
) -> AsyncIterator[Editor]:
    """An editor with *folders* open, that runs ``fastapi-arch lsp``, or another *command*."""
    client = pytest_lsp.LanguageClient(converter_factory=_converter)
    editor = Editor(client)
    await client.start_io(*command, *arguments)
    workspace = [lsp.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders]
    try:
        await patiently(
            client.initialize_session(
                lsp.InitializeParams(
                    capabilities=capabilities
                    or pytest_lsp.client_capabilities("visual-studio-code"),
                    workspace_folders=workspace,
                )
            )
        )
        yield editor
    finally:
        await patiently(client.shutdown_session())
        await patiently(client.stop())


def _converter() -> cattrs.Converter:
    """pygls' own, and what lsprotocol 2025.0.0 cannot read: the notebooks that a server names."""
    converter = default_converter()
    notebook = attrs.fields(lsp.NotebookDocumentFilterWithCells).notebook.type
    converter.register_structure_hook_func(lambda kind: kind == notebook, lambda given, _: given)
    return converter


async def patiently(answer: Awaitable[T]) -> T:
    """Wait for *answer*, but not for ever. Raises asyncio.TimeoutError."""
    return await asyncio.wait_for(answer, _PATIENCE)


def places(found: Sequence[lsp.Diagnostic]) -> list[str]:
    """``line:column: code message`` as flake8 prints it."""
    return [
        f"{d.range.start.line + 1}:{d.range.start.character + 1}: {d.code} {d.message}"
        for d in found
    ]
