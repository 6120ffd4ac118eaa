"""The language server that editors talk to; all analysis is left to a process a folder.

So it always answers at once: with what was found last, moved to where the lines are by now, until
what is found in the present text comes in.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import functools
import itertools
import logging
import multiprocessing
import os
import pathlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import PositionCodec

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.editor import words, worker
from flake8_fastapi_arch.editor.places import Moves, Span, plain, span
from flake8_fastapi_arch.editor.session import Found, Served
from flake8_fastapi_arch.patches.patch import Patch
from flake8_fastapi_arch.project.modules.files import project_root
from flake8_fastapi_arch.review.findings import Finding

_NAME = "fastapi-arch"
_SERIALS = itertools.count(1)
_PATIENCE = 2.0  # seconds for which a question about the present text waits for its analysis
_WATCHED = "**/*.{py,toml,cfg,ini,txt,in,lock,yml,yaml,json,xml}"
_SEVERITIES = {
    "high": lsp.DiagnosticSeverity.Error,
    "medium": lsp.DiagnosticSeverity.Warning,
    "low": lsp.DiagnosticSeverity.Information,
}


def start(argv: Sequence[str]) -> None:
    """Serve the editor on standard input and output until it is gone. *argv* are options of
    ``fastapi-arch check``."""
    logging.basicConfig(level=logging.ERROR)  # on standard error, which editors keep as a log
    server = LanguageServer(
        _NAME, __version__, text_document_sync_kind=lsp.TextDocumentSyncKind.Full
    )
    _Editor(server, tuple(argv)).register()
    # Files of its own, since it closes them, and whoever called us may still have something to say.
    with open(os.dup(0), "rb") as given, open(os.dup(1), "wb") as answered:
        server.start_io(given, answered)


class _Editor:
    """What is open in the editor, and the answers to what it asks."""

    def __init__(self, server: LanguageServer, argv: tuple[str, ...]) -> None:
        self._server = server
        self._argv = argv
        self._documents: dict[str, _Document] = {}
        self._folders: dict[str, _Folder] = {}

    def register(self) -> None:
        """Have the server call what is meant for it."""
        answers: dict[str, Callable[..., object]] = {
            lsp.INITIALIZED: _Editor.begin,
            lsp.SHUTDOWN: _Editor.end,
            lsp.TEXT_DOCUMENT_DID_OPEN: _Editor.open,
            lsp.TEXT_DOCUMENT_DID_CHANGE: _Editor.change,
            lsp.TEXT_DOCUMENT_DID_CLOSE: _Editor.close,
            lsp.TEXT_DOCUMENT_DID_SAVE: _Editor.save,
            lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES: _Editor.change_on_disk,
            lsp.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: _Editor.change_folders,
            lsp.TEXT_DOCUMENT_HOVER: _Editor.hover,
            lsp.TEXT_DOCUMENT_CODE_LENS: _Editor.lenses,
            lsp.WORKSPACE_SYMBOL: _Editor.symbols,
        }
        for name, answer in answers.items():
            self._server.feature(name)(functools.partial(answer, self))
        kinds = lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
        self._server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, kinds)(
            functools.partial(_Editor.actions, self)
        )

    # ── what happens in the editor

    def begin(self, params: lsp.InitializedParams) -> None:
        """Begin to read the folders, and ask to be told of changes on disk."""
        for path in self._workspace():
            self._folder(path).begin()
        files = self._server.client_capabilities.workspace
        watched = files and files.did_change_watched_files
        if watched and watched.dynamic_registration:
            options = lsp.DidChangeWatchedFilesRegistrationOptions(
                [lsp.FileSystemWatcher(_WATCHED), lsp.FileSystemWatcher("**/{.flake8,Pipfile}")]
            )
            method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = lsp.Registration("files", method, options)
            self._server.client_register_capability(lsp.RegistrationParams([registration]))

    def end(self, params: None) -> None:
        """End the processes."""
        for folder in self._folders.values():
            folder.close()
        self._folders.clear()

    def open(self, params: lsp.DidOpenTextDocumentParams) -> None:
        """Begin to look at a text, where it is Python and has a place in a folder."""
        item = params.text_document
        path = _path(item.uri)
        is_python = item.language_id == "python" or (path or "").endswith((".py", ".pyi"))
        home = self._home(path) if path is not None and is_python else None
        if path is not None and home is not None:
            self._documents[item.uri] = _Document(item.uri, path, self._folder(home))
            self._take_in(self._documents[item.uri], item.version, item.text)

    def change(self, params: lsp.DidChangeTextDocumentParams) -> None:
        """Look at the new text."""
        document = self._documents.get(params.text_document.uri)
        if document is not None:
            text = self._server.workspace.get_text_document(document.uri).source
            self._take_in(document, params.text_document.version, text)

    def close(self, params: lsp.DidCloseTextDocumentParams) -> None:
        """Forget a text: what is on disk counts again."""
        document = self._documents.pop(params.text_document.uri, None)
        if document is not None:
            document.is_told.set()
            document.folder.ask(worker.Changed(document.path, document.serial, None))
            self._server.text_document_publish_diagnostics(
                lsp.PublishDiagnosticsParams(document.uri, [])
            )

    def save(self, params: lsp.DidSaveTextDocumentParams) -> None:
        """A text that is looked at changes nothing by being saved; a configuration may."""
        if params.text_document.uri not in self._documents:
            self._on_disk([params.text_document.uri], all_anew=True)

    def change_on_disk(self, params: lsp.DidChangeWatchedFilesParams) -> None:
        """Read again what others changed."""
        anew = any(
            change.type is not lsp.FileChangeType.Changed or not change.uri.endswith(".py")
            for change in params.changes
        )
        self._on_disk([change.uri for change in params.changes], all_anew=anew)

    def change_folders(self, params: lsp.DidChangeWorkspaceFoldersParams) -> None:
        """Begin with folders that were added, end with those that were removed."""
        for removed in params.event.removed:
            path = _path(removed.uri)
            if path in self._folders:
                self._folders.pop(path).close()
        for path in self._workspace():
            self._folder(path).begin()

    def _take_in(self, document: _Document, version: int, text: str) -> None:
        document.change(version, text)
        document.folder.ask(worker.Changed(document.path, document.serial, text))
        if document.is_checked:
            self._publish(document)

    def _on_disk(self, changed: Iterable[str], *, all_anew: bool) -> None:
        for uri in changed:
            path = _path(uri)
            home = self._home(path) if path is not None else None
            if home in self._folders:
                self._folders[home].ask(worker.Saved(None if all_anew else path))

    # ── what the analysis tells

    def take(self, folder: _Folder, answer: worker.Answer) -> None:
        """Show what the process of a folder tells."""
        match answer:
            case worker.Trouble(message):
                self._complain(message)
            case worker.Routes(routes):
                folder.routes = routes
                folder.has_routes.set()
            case worker.Checked():
                for document in self._at(folder, answer.path):
                    document.check(answer)
                    self._publish(document)
            case worker.Told():
                for document in self._at(folder, answer.path):
                    before = document.served
                    document.tell(answer)
                    if document.served != before:
                        self._refresh_lenses()

    def _publish(self, document: _Document) -> None:
        found = [self._diagnostic(document, finding) for finding in document.findings]
        if document.problem and not found:
            found = [_not_checked(document.problem)]
        self._server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(document.uri, found, document.version)
        )

    def _complain(self, message: str) -> None:
        self._server.window_show_message(
            lsp.ShowMessageParams(lsp.MessageType.Error, f"{_NAME}: {message}")
        )

    def _refresh_lenses(self) -> None:
        workspace = self._server.client_capabilities.workspace
        if workspace and workspace.code_lens and workspace.code_lens.refresh_support:
            self._server.workspace_code_lens_refresh(None)

    # ── what the editor asks

    def hover(self, params: lsp.HoverParams) -> lsp.Hover | None:
        """What is found at a place, and why that matters."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return None
        place = params.position
        shown = [
            finding
            for finding in document.findings
            if _holds(self._range(document.lines, _span(document, finding)), place)
        ]
        if not shown:
            return None
        text = "\n---\n\n".join(words.explained(f, document.folder.path) for f in shown)
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text))

    async def actions(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """The patches of what is found in a range, for the user to choose."""
        document = self._documents.get(params.text_document.uri)
        only = params.context.only
        if document is None or (only and not any(kind in ("", "quickfix") for kind in only)):
            return []
        await _wait(document.is_told)
        return [
            lsp.CodeAction(
                title=f"Apply the suggested patch for {finding.code} {finding.rule.name}",
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[self._diagnostic(document, finding)],
                edit=self._edit(document, patch),
            )
            for finding, patch in document.patches.items()
            if finding.rule is not None
            and params.range.start.line <= finding.line - 1 <= params.range.end.line
        ]

    async def lenses(self, params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        """What each handler serves."""
        document = self._documents.get(params.text_document.uri)
        if document is None:
            return []
        if not document.is_served:
            await _wait(document.is_told)
        return [
            lsp.CodeLens(
                self._range(document.lines, span(document.lines, served.line, 0)),
                lsp.Command(words.lens(served), ""),
            )
            for served in document.served
        ]

    async def symbols(self, params: lsp.WorkspaceSymbolParams) -> list[lsp.WorkspaceSymbol]:
        """The routes whose method and path hold all letters of the query, in order."""
        found = []
        for folder in list(self._folders.values()):
            await folder.has_routes.wait()
            for served in folder.routes:
                if _matches(params.query, served.route):
                    position = lsp.Position(served.line - 1, 0)
                    place = lsp.Location(_uri(served.path), lsp.Range(position, position))
                    symbol = lsp.WorkspaceSymbol(
                        place, served.route, lsp.SymbolKind.Function, container_name=served.handler
                    )
                    found.append(symbol)
        return found

    # ── in the words of the protocol

    def _diagnostic(self, document: _Document, finding: Finding) -> lsp.Diagnostic:
        return lsp.Diagnostic(
            range=self._range(document.lines, _span(document, finding)),
            message=finding.message,
            severity=_SEVERITIES.get(finding.rule.impact) if finding.rule else None,
            code=finding.code,
            source=_NAME,
            related_information=[
                lsp.DiagnosticRelatedInformation(
                    lsp.Location(
                        document.uri if step.path == document.path else _uri(step.path),
                        lsp.Range(lsp.Position(step.line - 1, 0), lsp.Position(step.line, 0)),
                    ),
                    step.message,
                )
                for step in finding.related
            ],
            data={"fingerprint": finding.fingerprint},
        )

    def _range(self, lines: Sequence[str], span: Span) -> lsp.Range:
        return lsp.Range(
            self._position(lines, span.line, span.start), self._position(lines, span.line, span.end)
        )

    def _position(self, lines: Sequence[str], line: int, column: int) -> lsp.Position:
        before = lines[line][:column] if line < len(lines) else ""
        codec: PositionCodec = self._server.workspace.position_codec
        return lsp.Position(line, codec.client_num_units(before))

    def _edit(self, document: _Document, patch: Patch) -> lsp.WorkspaceEdit:
        edits = [
            lsp.TextEdit(
                lsp.Range(
                    self._position(document.lines, edit.line - 1, edit.column),
                    self._position(document.lines, edit.end_line - 1, edit.end_column),
                ),
                edit.text,
            )
            for edit in patch.edits
        ]
        workspace = self._server.client_capabilities.workspace
        if workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes:
            identifier = lsp.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
            return lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(identifier, [*edits])])
        return lsp.WorkspaceEdit(changes={document.uri: edits})

    # ── folders

    def _workspace(self) -> list[str]:
        """The folders that the editor has open."""
        found = (_path(folder.uri) for folder in self._server.workspace.folders.values())
        paths = [path for path in found if path is not None and os.path.isdir(path)]
        root = self._server.workspace.root_path
        return paths or ([root] if root and os.path.isdir(root) else [])

    def _home(self, path: str) -> str | None:
        """The folder that *path* belongs to: the innermost that is open or, where none is, its
        project. None for what lies outside."""
        folders = self._workspace()
        if not folders:
            root = os.fspath(project_root(pathlib.Path(path)))
            return root if os.path.isdir(root) else None
        around = [f for f in folders if pathlib.Path(path).is_relative_to(f)]
        return max(around, key=len, default=None)

    def _folder(self, path: str) -> _Folder:
        if path not in self._folders:
            self._folders[path] = _Folder(path, self._argv, self.take)
        return self._folders[path]

    def _at(self, folder: _Folder, path: str) -> Iterator[_Document]:
        for document in self._documents.values():
            if document.folder is folder and document.path == path:
                yield document


class _Document:
    """A text in the editor, and what is known of it."""

    def __init__(self, uri: str, path: str, folder: _Folder) -> None:
        self.uri = uri
        self.path = path
        self.folder = folder
        self.version = 0
        self.serial = 0
        """Which text it is of all there ever were: an editor counts anew when it opens a file."""
        self.lines: list[str] = [""]
        self.findings: list[Finding] = []
        self.problem = ""
        self.served: list[Served] = []
        self.patches: dict[Finding, Patch] = {}
        self.is_checked = False
        self.is_served = False
        """Whether it was ever told what its handlers serve."""
        self.is_told = asyncio.Event()
        """Whether all is told that there is to tell of the present text."""
        self._earlier: dict[int, list[str]] = {}
        self._found: Found | None = None
        self._found_in = self._served_in = self.lines
        self._served: tuple[Served, ...] = ()

    def change(self, version: int, text: str) -> None:
        """Take in the present text; what is known of it moves with its lines."""
        self.version, self.lines = version, plain(text).split("\n")
        self.serial = next(_SERIALS)
        self._earlier[self.serial] = self.lines
        self.is_told.clear()
        self.patches = {}
        self._move()

    def check(self, checked: worker.Checked) -> None:
        """Take in what was found in this text, or in one before it."""
        if checked.serial not in self._earlier:
            return
        found = checked.found
        if found.problem and self._found is not None:  # half typed: what was known stays
            found = Found(self._found.findings, found.problem)
        else:
            self._found_in = self._earlier[checked.serial]
        self._found = found
        self.is_checked = True
        self._move()

    def tell(self, told: worker.Told) -> None:
        """Take in what else this text gives, or one before it."""
        if told.serial not in self._earlier:
            return
        is_half_typed = self._found is not None and self._found.problem
        self.is_served = True
        self._served = told.served  # of the last text that could be read
        self._served_in = self._found_in if is_half_typed else self._earlier[told.serial]
        for serial in [each for each in self._earlier if each < told.serial]:
            del self._earlier[serial]
        self._move()
        if told.serial == self.serial:
            pairs = zip(self.findings, told.patches)
            self.patches = {finding: patch for finding, patch in pairs if patch is not None}
            self.is_told.set()

    def _move(self) -> None:
        moves = Moves(self._found_in, self.lines)
        found = self._found.findings if self._found is not None else ()
        self.problem = self._found.problem if self._found is not None else ""
        self.findings = [*self._moved(found, moves)]
        moves = Moves(self._served_in, self.lines)
        lines = [(served, moves.line(served.line)) for served in self._served]
        self.served = [served._replace(line=line) for served, line in lines if line is not None]

    def _moved(self, found: Iterable[Finding], moves: Moves) -> Iterator[Finding]:
        for finding in found:
            line = moves.line(finding.line)
            if line is None:
                continue
            related = tuple(
                dataclasses.replace(step, line=moves.line(step.line) or step.line)
                if step.path == self.path
                else step
                for step in finding.related
            )
            yield dataclasses.replace(finding, line=line, related=related)


class _Folder:
    """The process that analyses a folder, and its threads: nothing here waits for it."""

    def __init__(
        self, path: str, argv: tuple[str, ...], take: Callable[[_Folder, worker.Answer], None]
    ) -> None:
        """*take* is called in the event loop with what the process tells."""
        self.path = path
        self.routes: tuple[Served, ...] = ()
        self.has_routes = asyncio.Event()
        self.texts: dict[str, worker.Changed] = {}
        self._argv = argv
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._sender = concurrent.futures.ThreadPoolExecutor(1)
        self._connection: Connection | None = None
        self._process: multiprocessing.context.SpawnProcess | None = None

    def ask(self, question: worker.Question) -> None:
        """Let the process know, and begin it where there is none (any more)."""
        if isinstance(question, worker.Changed):
            self.texts[question.path] = question
            if question.text is None:
                del self.texts[question.path]
        if self._connection is None:
            self._begin()
            for text in list(self.texts.values()):
                self._send(text)
        else:
            self._send(question)

    def begin(self) -> None:
        """Read the folder ahead of any question."""
        if self._connection is None:
            self._begin()

    def close(self) -> None:
        """End the process."""
        self._connection = None
        self._sender.shutdown(wait=False, cancel_futures=True)
        if self._process is not None and self._process.pid is not None:
            self._process.terminate()

    def _send(self, question: worker.Question) -> None:
        assert self._connection is not None
        self._sender.submit(_sent, self._connection, question)

    def _begin(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = theirs, self.path, self._argv
        self._connection = ours
        self._process = context.Process(target=worker.run, args=arguments, daemon=True)
        self._sender.submit(_started, self._process, theirs)
        threading.Thread(target=self._read, args=(ours,), daemon=True).start()

    def _read(self, connection: Connection) -> None:
        """Hand on what the process tells, until it ends. Runs in a thread of its own."""
        with connection, contextlib.suppress(EOFError, OSError):
            while True:
                self._loop.call_soon_threadsafe(self._take, self, connection.recv())
        with contextlib.suppress(RuntimeError):  # there is no loop any more
            self._loop.call_soon_threadsafe(self._ended, connection)

    def _ended(self, connection: Connection) -> None:
        if connection is self._connection:  # nobody closed it
            self._connection = None
            message = f"the analysis of {self.path} has ended; it begins anew with the next change"
            self._take(self, worker.Trouble(message))


def _started(process: multiprocessing.context.SpawnProcess, theirs: Connection) -> None:
    process.start()
    theirs.close()  # so that we see its end


def _sent(connection: Connection, question: worker.Question) -> None:
    try:
        connection.send(question)
    except OSError:  # it has ended, and the reader tells so
        return


def _span(document: _Document, finding: Finding) -> Span:
    return span(document.lines, finding.line, finding.column - 1)


def _holds(range: lsp.Range, place: lsp.Position) -> bool:
    return range.start <= place <= range.end


def _matches(query: str, name: str) -> bool:
    letters = iter(name.lower())
    return all(letter in letters for letter in query.lower().replace(" ", ""))


def _not_checked(problem: str) -> lsp.Diagnostic:
    start = lsp.Position(0, 0)
    return lsp.Diagnostic(
        lsp.Range(start, start),
        f"not checked: {problem}",
        lsp.DiagnosticSeverity.Information,
        source=_NAME,
    )


async def _wait(event: asyncio.Event) -> None:
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(event.wait(), _PATIENCE)


def _path(uri: str) -> str | None:
    """The file that *uri* names; None for a text that has no file, or none of this system."""
    path = uris.to_fs_path(uri)
    return os.path.normpath(path) if path and os.path.isabs(path) else None


def _uri(path: str) -> str:
    return str(uris.from_fs_path(path))
