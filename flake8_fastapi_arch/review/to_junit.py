"""Findings as a JUnit report, which every CI shows: a failed test for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from flake8_fastapi_arch.review.findings import Finding, by_path, plain_path
from flake8_fastapi_arch.review.xml import document, element


def render(findings: Sequence[Finding]) -> str:
    """One suite a file; a project without findings is one test that passed."""
    root = element(None, "testsuites", name="fastapi-arch")
    for path, own in by_path(findings).items():
        count = len(own)
        suite = element(root, "testsuite", name=path, tests=count, failures=count, errors=0)
        for finding in own:
            _case(suite, finding)
    if not findings:
        suite = element(root, "testsuite", name="fastapi-arch", tests=1, failures=0, errors=0)
        element(suite, "testcase", classname="fastapi-arch", name="nothing found", time=0)
    return document(root)


def _case(suite: Element, finding: Finding) -> None:
    rule = finding.rule
    place = f"{plain_path(finding.path)}:{finding.line}:{finding.column}"
    case = element(
        suite,
        "testcase",
        classname=plain_path(finding.path),
        name=f"{finding.code} {rule.name if rule else ''} {finding.line}:{finding.column}",
        time=0,
    )
    lines = [f"{place}: {finding.message}"]
    lines += [f"{step.path}:{step.line}: {step.message}" for step in finding.related]
    lines += [finding.advice] if finding.advice else []
    impact = rule.impact if rule else "high"
    element(case, "failure", "\n".join(lines), message=finding.message, type=impact)
