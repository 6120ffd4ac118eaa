"""Findings as workflow commands, which GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_fastapi_arch.review.findings import Finding, plain_path
from flake8_fastapi_arch.writing.words import visible

_COMMANDS = {"high": "error", "medium": "warning", "low": "notice"}


def render(findings: Sequence[Finding]) -> str:
    """One command a line for each finding."""
    return "".join(f"{_command(finding)}\n" for finding in findings)


def _command(finding: Finding) -> str:
    rule = finding.rule
    command = _COMMANDS[rule.impact] if rule else "error"
    properties = {
        "file": plain_path(finding.path),
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.code} {rule.name}" if rule else finding.code,
    }
    shown = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{command} {shown}::{_data(finding.message)}"


def _data(words: str) -> str:
    return visible(words).replace("%", "%25")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
