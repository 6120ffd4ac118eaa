"""Questions to git about a repository that somebody else may have prepared."""

from __future__ import annotations

import os
import pathlib
import subprocess

# A checkout can bring settings of its own; none of them may start a program or reach the network.
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}",
    "-c", "log.showSignature=false", "-c", "protocol.allow=never", "-c", "core.pager=cat",
)  # fmt: skip
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}


def git(
    directory: pathlib.Path, *arguments: str, timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``git`` with *arguments* in *directory*.

    Raises OSError where there is no git, subprocess.TimeoutExpired after *timeout* seconds.
    """
    return subprocess.run(
        ["git", "--no-pager", *_SAFE, *arguments],
        cwd=directory,
        env={**os.environ, **_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
