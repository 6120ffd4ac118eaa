"""Findings as a Checkstyle report."""

from __future__ import annotations

from collections.abc import Sequence

from flake8_fastapi_arch.review.findings import Finding, by_path
from flake8_fastapi_arch.review.xml import document, element

_SEVERITIES = {"high": "error", "medium": "warning", "low": "info"}


def render(findings: Sequence[Finding]) -> str:
    """The findings by file."""
    root = element(None, "checkstyle", version="8.0")
    for path, own in by_path(findings).items():
        file = element(root, "file", name=path)
        for finding in own:
            rule = finding.rule
            element(
                file,
                "error",
                line=finding.line,
                column=finding.column,
                severity=_SEVERITIES[rule.impact] if rule else "error",
                message=f"{finding.code} {finding.message}",
                source=f"{'fastapi-arch' if rule else 'flake8'}.{finding.code}",
            )
    return document(root)
