"""Findings as a GitLab code quality report."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flake8_fastapi_arch.review.findings import Finding, numbered, plain_path
from flake8_fastapi_arch.writing.words import visible

_SEVERITIES = {"high": "critical", "medium": "major", "low": "minor"}


def render(findings: Sequence[Finding]) -> str:
    """One JSON array in pure ASCII, ending in a newline; no two fingerprints are equal."""
    records = [
        {
            "description": visible(finding.message),
            "check_name": finding.code,
            "fingerprint": name,
            "severity": _SEVERITIES[finding.rule.impact] if finding.rule else "blocker",
            "location": {
                "path": plain_path(finding.path),
                "lines": {"begin": max(1, finding.line)},
            },
        }
        for finding, name in numbered(findings)
    ]
    return json.dumps(records, indent=2) + "\n"
