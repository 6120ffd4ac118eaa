"""What the tool says of itself and its configuration: FAA000 to FAA002, which no check yields."""

from __future__ import annotations

from typing import Any

from flake8_fastapi_arch.checker import Checker, Dimension, Impact, Priority, When

CHECKER_CRASHED: Checker[Any] = Checker(
    code="FAA000",
    name="checker-crashed",
    dimension=Dimension.TOOL,
    pattern="",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ALWAYS,
    subject=object,
    message="`{code}` failed on this file: {error}; please report it",
    advice="Report the failure of `{code}` with this file; all other checkers went on.",
    story="A checker failed on this file; the others went on.",
    options=(),
    check=lambda subject, context: iter(()),
)

BAD_CONFIGURATION: Checker[Any] = Checker(
    code="FAA001",
    name="bad-configuration",
    dimension=Dimension.TOOL,
    pattern="",
    impact=Impact.HIGH,
    priority=Priority.P0,
    when=When.ALWAYS,
    subject=object,
    message="`{where}`: {reason}",
    advice="Correct `{where}`: {reason}.",
    story="""An option or one of the team's own rules cannot be understood.

What it asks for is not checked until it is corrected; everything else is.
""",
    options=(),
    check=lambda subject, context: iter(()),
)

OBSOLETE_EXEMPTION: Checker[Any] = Checker(
    code="FAA002",
    name="obsolete-exemption",
    dimension=Dimension.TOOL,
    pattern="",
    impact=Impact.LOW,
    priority=Priority.P1,
    when=When.REVIEW,
    subject=object,
    message="exemption `{entry}` in `{where}` {reason}; {remedy}",
    advice="Correct or remove the exemption `{entry}` in `{where}`: it {reason}.",
    story="""An exemption matches nothing any more, or gives no reason.

An entry that outlived what it excused would excuse the next finding unseen.
""",
    options=(),
    check=lambda subject, context: iter(()),
)

TOOL_CHECKERS: tuple[Checker[Any], ...] = (CHECKER_CRASHED, BAD_CONFIGURATION, OBSOLETE_EXEMPTION)
