"""Findings as SARIF 2.1.0, for code scanning and editors."""

from __future__ import annotations

import json
import pathlib
import re
import urllib.parse
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.checker import Related, Way
from flake8_fastapi_arch.review.findings import Finding, Rule, numbered, plain_path
from flake8_fastapi_arch.writing.words import visible

if TYPE_CHECKING:
    from flake8_fastapi_arch.patches.patch import Patch

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_ROOT = "%SRCROOT%"
_LEVELS = {"high": "error", "medium": "warning", "low": "note"}
# GitHub ranks what is tagged "security" by a number of its own, 0 to 10.
_SEVERITIES = {"high": "8.0", "medium": "5.0", "low": "2.0"}
_LINK = re.compile(r"\[(?=[^\[\]]*\]\()")

Json = dict[str, Any]


def render(findings: Sequence[Finding]) -> str:
    """The findings as one SARIF log with one run, in pure ASCII, ending in a newline."""
    rules = {finding.rule.code: finding.rule for finding in findings if finding.rule}
    order = sorted(rules)
    run = {
        "tool": {
            "driver": {
                "name": "flake8-fastapi-arch",
                "version": __version__,
                "rules": [_rule(rules[code]) for code in order],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The directory that all paths are relative to."}}
        },
        "results": [_result(finding, name, order) for finding, name in numbered(findings)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> Json:
    security = {"security-severity": _SEVERITIES[rule.impact]} if rule.cwe else {}
    addresses = [address for _, address in rule.references]
    return {
        "id": rule.code,
        "name": "".join(word.title() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.title},
        "help": {"text": rule.story or rule.title, "markdown": rule.story or rule.title},
        **({"helpUri": addresses[0]} if addresses else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.impact]},
        "properties": {
            "tags": [*_tags(rule)],
            "precision": "high",
            "problem.severity": {"high": "error", "medium": "warning"}.get(
                rule.impact, "recommendation"
            ),
            "impact": rule.impact,
            "priority": rule.priority,
            **security,
        },
    }


def _tags(rule: Rule) -> Iterator[str]:
    yield rule.dimension
    if rule.pattern:
        yield rule.pattern
    if rule.cwe:
        yield "security"
    for number in rule.cwe:
        yield f"external/cwe/cwe-{number:03}"


def _result(finding: Finding, name: str, order: Sequence[str]) -> Json:
    rule = finding.rule
    known = {"ruleIndex": order.index(rule.code)} if rule else {}
    flow = _flow(finding)
    return {
        "ruleId": finding.code,
        **known,
        "level": _LEVELS[rule.impact] if rule else "error",
        "message": _message(finding.message),
        "locations": [_location(finding)],
        **({"relatedLocations": [*_related(finding.related)]} if finding.related else {}),
        **({"codeFlows": [{"threadFlows": [{"locations": flow}]}]} if flow else {}),
        "partialFingerprints": {"primaryLocationLineHash": name},
        **({"fixes": [_fix(finding.patch, finding.path)]} if finding.patch else {}),
        **({"baselineState": finding.state} if finding.state else {}),
        **({"properties": {"recommendation": finding.advice}} if finding.advice else {}),
    }


def _fix(patch: Patch, path: str) -> Json:
    replacements = [
        {
            "deletedRegion": {
                "startLine": edit.line,
                "startColumn": edit.column + 1,
                "endLine": edit.end_line,
                "endColumn": edit.end_column + 1,
            },
            "insertedContent": {"text": edit.text},
        }
        for edit in patch.edits
    ]
    change = {"artifactLocation": _artifact(path), "replacements": replacements}
    return {"artifactChanges": [change]}


def _location(finding: Finding) -> Json:
    place = _place(finding.path, finding.line, finding.column)
    if finding.scope:
        place["logicalLocations"] = [{"fullyQualifiedName": visible(finding.scope)}]
    return place


def _related(places: Iterable[Related]) -> Iterator[Json]:
    for number, place in enumerate(places, 1):
        yield {
            "id": number,
            **_place(place.path, place.line),
            "message": _message(place.message),
        }


def _flow(finding: Finding) -> list[Json]:
    """The steps to the finding, itself, and those that it leads to; none where it is no chain."""
    before = [place for place in finding.related if place.way is Way.BEFORE]
    after = [place for place in finding.related if place.way is Way.AFTER]
    if not before and not after:
        return []
    here = {**_location(finding), "message": _message(finding.message)}
    steps = [
        *({**_place(p.path, p.line), "message": _message(p.message)} for p in before),
        here,
        *({**_place(p.path, p.line), "message": _message(p.message)} for p in after),
    ]
    return [{"location": step} for step in steps]


def _place(path: str, line: int, column: int | None = None) -> Json:
    region = {"startLine": max(1, line), **({"startColumn": column} if column else {})}
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> Json:
    plain = plain_path(path)
    if pathlib.PurePosixPath(plain).is_absolute() or pathlib.PureWindowsPath(path).drive:
        return {"uri": "file:///" + _quoted(plain.lstrip("/"))}
    return {"uri": _quoted(plain), "uriBaseId": _ROOT}


def _quoted(path: str) -> str:
    return urllib.parse.quote(path.encode("utf-8", "surrogatepass"))


def _message(words: str) -> Json:
    """*words* as a message in which nothing is a link: ``[text](address)`` would be one."""
    return {"text": _LINK.sub(r"\\[", visible(" ".join(words.split())))}
