"""flake8 itself, run for our checkers alone: its options, files, decisions and lines, in less time.

What cannot change a FAA diagnostic is left out: other plugins' checks, and the tokens of files that
have no finding. The rest is flake8's own code, so that ``fastapi-arch check`` prints what
``flake8 --select FAA`` prints.
"""

from flake8_fastapi_arch.flake8_run.checking import Progress
from flake8_fastapi_arch.flake8_run.configuration import (
    NOT_OURS,
    BadUsage,
    Command,
    Configured,
    configure,
    has_checker,
    selects_ours,
)
from flake8_fastapi_arch.flake8_run.runs import (
    Heard,
    Outcome,
    Reviewed,
    check,
    check_baseline,
    heard,
    project_at,
    project_meant,
    retold,
    review,
)
from flake8_fastapi_arch.flake8_run.told import Told, told_in

__all__ = [
    "NOT_OURS",
    "BadUsage",
    "Command",
    "Configured",
    "Heard",
    "Outcome",
    "Progress",
    "Reviewed",
    "Told",
    "check",
    "check_baseline",
    "configure",
    "has_checker",
    "heard",
    "project_at",
    "project_meant",
    "retold",
    "review",
    "selects_ours",
    "told_in",
]
