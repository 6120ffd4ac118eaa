"""Python's garbage collector, and when it had better rest."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def without_collector() -> Iterator[None]:
    """Nothing looks for garbage: an analysis keeps nearly all that it makes, so that looking takes
    a tenth of its time and finds next to nothing. Inside a process that is not ours it lasts for
    one file at a time; a command does without as long as it runs."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
