"""Sharing work out to processes, which are copies of this one."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable


def can_fork() -> bool:
    """Whether a copy of this process can go on: what other threads have locked stays locked."""
    return sys.platform == "linux" and threading.active_count() == 1


def in_processes(count: int, work: Callable[[int], None]) -> None:
    """Call *work* with each number below *count*: with 0 here, with each other in a process of its
    own, which does nothing else. Returns when all are done; what a process was to hand over and did
    not, as it failed, is for the caller to do."""
    workers = [_forked(work, number) for number in range(1, count)]
    try:
        work(0)
    finally:
        for worker in workers:
            os.waitpid(worker, 0)


def _forked(work: Callable[[int], None], number: int) -> int:
    process = os.fork()
    if process == 0:
        try:
            work(number)
        finally:
            os._exit(0)
    return process
