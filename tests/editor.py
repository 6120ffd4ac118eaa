"""An editor, as far as a language server can tell: a client that opens, types and asks."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest_lsp
from lsprotocol import types as lsp
from pygls.protocol import default_converter

_PATIENCE = 240  # seconds until a server is taken to hang, on a machine that does much else


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
        async with asyncio.timeout(_PATIENCE) if sys.version_info >= (3, 11) else _forever():
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def settled(self, uri: str) -> list[lsp.Diagnostic]:
        """What is shown at last of the present text: what was moved comes before it, if at all."""
        version = self._versions[uri]
        settles = 1 if version == 1 else 2
        await self.until(lambda: self._count(uri, version) >= settles)
        return self.shown(uri)

    def shown(self, uri: str) -> list[lsp.Diagnostic]:
        """What is shown of a text now."""
        return next(([*p.diagnostics] for p in reversed(self.published) if p.uri == uri), [])

    def begin_anew(self) -> None:
        """Close all texts, and forget what was shown."""
        for uri in list(self._versions):
            self.close(uri)
        self.published.clear()
        self.messages.clear()

    def _count(self, uri: str, version: int) -> int:
        return sum(p.uri == uri and p.version == version for p in self.published)


@contextlib.asynccontextmanager
async def editing(
    *folders: pathlib.Path,
    arguments: Sequence[str] = (),
    command: Sequence[str] = (sys.executable, "-m", "flake8_fastapi_arch", "lsp"),
    capabilities: lsp.ClientCapabilities | None = None,
) -> AsyncIterator[Editor]:
    """An editor with *folders* open, that runs ``fastapi-arch lsp``, or another *command*."""
    client = pytest_lsp.LanguageClient(converter_factory=default_converter)
    editor = Editor(client)
    await client.start_io(*command, *arguments)
    await client.initialize_session(
        lsp.InitializeParams(
            capabilities=capabilities or pytest_lsp.client_capabilities("visual-studio-code"),
            workspace_folders=[
                lsp.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders
            ],
        )
    )
    try:
        yield editor
    finally:
        await client.shutdown_session()
        await client.stop()


@contextlib.asynccontextmanager
async def _forever() -> AsyncIterator[None]:
    yield


def places(found: Sequence[lsp.Diagnostic]) -> list[str]:
    """``line:column: code message`` as flake8 prints it."""
    return [
        f"{d.range.start.line + 1}:{d.range.start.character + 1}: {d.code} {d.message}"
        for d in found
    ]
