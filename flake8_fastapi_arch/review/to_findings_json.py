"""Findings as one JSON array."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flake8_fastapi_arch.review.findings import Finding


def render(findings: Sequence[Finding]) -> str:
    """All of each finding, in pure ASCII, ending in a newline."""
    return json.dumps([_record(finding) for finding in findings], indent=2) + "\n"


def _record(finding: Finding) -> dict[str, Any]:
    """A finding; what is not ours (E902, E999) has no more than flake8 says."""
    record: dict[str, Any] = {
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "code": finding.code,
        "message": finding.message,
    }
    rule = finding.rule
    if rule is not None:
        record |= {
            "name": rule.name,
            "dimension": rule.dimension,
            "pattern": rule.pattern,
            "impact": rule.impact,
            "priority": rule.priority,
            "cwe": rule.cwe,
            "references": [address for name, address in rule.references if not name],
            "advice": finding.advice,
            "fingerprint": finding.fingerprint,
            "patch": finding.patch.diff if finding.patch else None,
            "related": [
                {
                    "path": place.path,
                    "line": place.line,
                    "message": place.message,
                    "way": place.way.value,
                }
                for place in finding.related
            ],
        }
    return record
