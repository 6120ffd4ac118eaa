"""What an analysis asks of the interpreter: that the garbage collector rests, and a deep stack."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Iterator

_FRAMES = 6_000  # fit into the smallest stack of a main thread
_MUCH = 5_000  # objects: what a check of a file makes where much was not known yet


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Nothing looks for garbage: an analysis keeps nearly all that it makes, so that looking takes
    a tenth of its time and finds next to nothing. Inside a process that is not ours it lasts for
    one file at a time; a command does without as long as it runs.

    Where much was made meanwhile, nobody goes through it later either, until ``collect_all``: to
    look at a whole project each time would take a sixth of the time that flake8 runs.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MUCH:
                gc.freeze()
            gc.enable()


def collect_all() -> None:
    """Let the collector see everything again: a project is let go, or another analysis begins in
    this process, and what was made before may be garbage."""
    gc.unfreeze()


@contextlib.contextmanager
def deep_stack() -> Iterator[None]:
    """There is room for long chains of calls and imports in the code that is read: what one leads
    to is asked inside of what asks for it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
