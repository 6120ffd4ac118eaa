"""How old the project is and how many work on it, as its git repository tells; nothing of it runs.

All of it is reckoned from the last commit, not from today, so that a revision always reads the
same.
"""

from __future__ import annotations

import dataclasses
import enum
import pathlib
import subprocess

from flake8_fastapi_arch.git import git

RECENT_DAYS = 90
_DAY = 24 * 60 * 60
_SECONDS = 20  # for one question; whoever keeps more history than that answers gets no figures
_MOST_COMMITS = 100_000


class Stage(enum.Enum):
    """How far a project has come; the value is the word."""

    PROTOTYPE = "prototype"
    GROWING = "growing"
    MATURE = "mature"


@dataclasses.dataclass(frozen=True)
class History:
    """What git tells of the project's directory.

    ``days`` lie between the first and the last commit, ``authors`` wrote all of them,
    ``recent_authors`` those of the last 90 days; machines are no authors. ``releases`` counts the
    tags. Of a *shallow* clone only the recent part is known: no stage follows from it.
    """

    commits: int
    days: int
    authors: int
    recent_authors: int
    releases: int
    is_shallow: bool = False

    @property
    def stage(self) -> Stage | None:
        """Prototype: less than two months or a hundred commits. Mature: two years and a thousand
        commits, or a year and ten releases. None where the clone is shallow."""
        if self.is_shallow:
            return None
        if self.days < 60 or self.commits < 100:
            return Stage.PROTOTYPE
        is_old = self.days >= 730 and self.commits >= 1000
        is_released = self.days >= 365 and self.releases >= 10
        return Stage.MATURE if is_old or is_released else Stage.GROWING


def history(root: pathlib.Path) -> History | None:
    """The history of the project at *root*; None where there is none, or git does not tell it."""
    inside = _git(root, "rev-parse", "--is-shallow-repository", "--show-prefix")
    if inside is None:
        return None
    shallow, _, prefix = inside.partition("\n")
    # Of a repository with several projects only the commits that concern this one count.
    here = ["--", "."] if prefix.strip() else []
    listed = _git(root, "log", f"--max-count={_MOST_COMMITS}", "--format=%ct %aE", "HEAD", *here)
    commits = [line.partition(" ") for line in (listed or "").splitlines()]
    if not commits:
        return None
    written = [(int(when), who.lower()) for when, _, who in commits if "[bot]" not in who.lower()]
    times = [int(when) for when, _, _ in commits]
    recent = {who for when, who in written if when > max(times) - RECENT_DAYS * _DAY}
    tags = _git(root, "tag", "--list", "--merged", "HEAD")
    return History(
        commits=len(commits),
        days=(max(times) - min(times)) // _DAY,
        authors=len({who for _, who in written}),
        recent_authors=len(recent),
        releases=len((tags or "").splitlines()),
        is_shallow=shallow.strip() == "true",
    )


def _git(root: pathlib.Path, *arguments: str) -> str | None:
    try:
        done = git(root, *arguments, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
