"""The process that analyses: it takes in texts as they change, and tells what is found in them.

It shares no processor time with the one that talks to the editor. Whatever comes in interrupts it;
what had been worked out by then is kept where the text stays the same.
"""

from __future__ import annotations

import dataclasses
import gc
import os
import traceback
from multiprocessing.connection import Connection
from typing import Union

from flake8_fastapi_arch.analysis import Stopped
from flake8_fastapi_arch.editor.places import plain
from flake8_fastapi_arch.editor.session import Found, Served, Session
from flake8_fastapi_arch.flake8_run import BadUsage
from flake8_fastapi_arch.patches.patch import Patch

_QUIET = 0.05  # seconds without a key stroke, after which an analysis is begun
_IDLE = 1.0  # seconds after an answer, in which no further question came
_MANY = 2_000_000  # objects; those of ten analyses of a large project


@dataclasses.dataclass(frozen=True)
class Changed:
    """The text of a file, as the editor has it; None where it is no longer open there."""

    path: str
    serial: int
    text: str | None


@dataclasses.dataclass(frozen=True)
class Saved:
    """A file that changed on disk; *path* is None where anything may have changed."""

    path: str | None


@dataclasses.dataclass(frozen=True)
class Checked:
    """What was found in the text of that number."""

    path: str
    serial: int
    found: Found


@dataclasses.dataclass(frozen=True)
class Told:
    """What that text gives besides: a patch or None for each finding, the routes of its
    handlers."""

    path: str
    serial: int
    patches: tuple[Patch | None, ...]
    served: tuple[Served, ...]


@dataclasses.dataclass(frozen=True)
class Routes:
    """All routes, with the present texts."""

    routes: tuple[Served, ...]


@dataclasses.dataclass(frozen=True)
class Trouble:
    """Why nothing can be told, in words for people."""

    message: str


Question = Union[Changed, Saved]
Answer = Union[Checked, Told, Routes, Trouble]


def run(connection: Connection, folder: str, argv: tuple[str, ...]) -> None:
    """Answer what comes through *connection* about *folder*, until it is closed. *argv* are options
    of ``fastapi-arch check``."""
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # the editor is spoken to there
    gc.disable()  # garbage is looked for when nobody waits
    worker = _Worker(connection, argv)
    try:
        while True:
            worker.listen()
            worker.work()
    except (EOFError, OSError, KeyboardInterrupt):  # the editor has gone
        return


class _Worker:
    """The texts that are open, the last changed one first, and what is still to be told of them."""

    def __init__(self, connection: Connection, argv: tuple[str, ...]) -> None:
        self._connection = connection
        self._argv = argv
        self._session: Session | None = None
        self._texts: dict[str, Changed] = {}
        self._changed_on_disk: list[str] = []
        self._told: set[tuple[type, str]] = set()
        self._is_done = False

    def listen(self) -> None:
        """Take in what has come, and wait for it where there is nothing to do."""
        wait = None if self._is_done else 0.0
        if (self._is_done and not self._connection.poll(_IDLE)) or gc.get_count()[0] > _MANY:
            gc.collect()  # the projects before the last change
        while self._connection.poll(wait):
            self._take(self._connection.recv())
            wait = _QUIET

    def work(self) -> None:
        """Tell what is to be told, until something comes in."""
        self._is_done = True
        try:
            self._tell()
        except Stopped:
            self._is_done = False
        except OSError:
            raise
        except BadUsage as error:
            self._send(Trouble(str(error)))
        except Exception as error:  # whatever it is, the next text may be another matter
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{os.path.basename(frame.filename)}:{frame.lineno}"
            self._send(Trouble(f"internal error at {where}: {type(error).__name__}: {error}"))

    def _take(self, question: Question) -> None:
        match question:
            case Saved(None):
                self._session = None
            case Saved(str(path)):
                if path in self._texts:  # what the editor has counts
                    return
                self._changed_on_disk.append(path)
            case Changed(path, _, None):
                self._texts.pop(path, None)
                self._changed_on_disk.append(path)
            case Changed(path):
                self._texts.pop(path, None)
                self._texts = {path: question, **self._texts}
        self._told.clear()
        self._is_done = False

    def _tell(self) -> None:
        if self._session is None:
            self._session = Session(self._argv, self._stop_for_news)
        session = self._session
        while self._changed_on_disk:
            session.revise(self._changed_on_disk[-1], None)
            self._changed_on_disk.pop()
        texts = list(self._texts.values())
        for changed in texts:  # all of them, before anything is said of one
            session.revise(changed.path, plain(changed.text or ""))
        for changed in texts:
            if self._is_due(Checked, changed.path):
                found = session.check(changed.path, plain(changed.text or ""))
                self._send(Checked(changed.path, changed.serial, found), changed.path)
        for changed in texts:
            if self._is_due(Told, changed.path):
                patches = session.patches(changed.path, changed.text or "")
                served = session.served_by(changed.path)
                told = Told(changed.path, changed.serial, patches, served)
                self._send(told, changed.path)
        if self._is_due(Routes):
            self._send(Routes(session.routes()))

    def _is_due(self, kind: type, path: str = "") -> bool:
        self._stop_for_news()
        return (kind, path) not in self._told

    def _stop_for_news(self) -> None:
        if self._connection.poll():
            raise Stopped

    def _send(self, answer: Answer, path: str = "") -> None:
        self._connection.send(answer)
        self._told.add((type(answer), path))
