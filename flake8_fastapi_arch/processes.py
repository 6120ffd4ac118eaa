"""Work spread over several processes, which share what this one knows."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_act: Callable[[str], object]


def can_share() -> bool:
    """Whether new processes know what this one does: where they are forked, and safely so."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def spread(act: Callable[[str], T], names: Sequence[str], jobs: int) -> Iterator[tuple[str, T]]:
    """Each of *names* with what *act* gives for it, computed in *jobs* processes.

    Neither *act* nor what it knows is sent anywhere; what it gives is pickled. Who does what is
    settled beforehand, neighbours apart, so that no share is much harder than another. Where no
    process can be started, or one dies, the names of its share are not told.
    """
    import concurrent.futures
    import multiprocessing

    global _act
    _act = act
    shares = [names[first::jobs] for first in range(jobs)]
    try:
        with concurrent.futures.ProcessPoolExecutor(
            jobs, multiprocessing.get_context("fork"), initializer=_ignore_interrupts
        ) as pool:
            for share, done in zip(shares, pool.map(_go, shares)):
                yield from zip(share, done)
    except (OSError, concurrent.futures.BrokenExecutor):
        return


def _go(names: Sequence[str]) -> list[object]:
    return [_act(name) for name in names]


def _ignore_interrupts() -> None:
    """Leave it to the process that started this one to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
