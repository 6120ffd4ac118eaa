"""What an editor shows of a finding and of a route, in words."""

from __future__ import annotations

import os
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Way
from flake8_fastapi_arch.editor.session import Served
from flake8_fastapi_arch.review.findings import Finding
from flake8_fastapi_arch.writing.markdown import code, text


def explained(finding: Finding, folder: str) -> str:
    """*finding* in Markdown: what is wrong, how it comes to it, what to do, and the checker's
    story. Paths are shown as seen from *folder*."""
    return "\n".join(_lines(finding, folder)) + "\n"


def lens(served: Served) -> str:
    """A route with what is known of it, in one line."""
    return " · ".join((served.route, *served.facts))


def _lines(finding: Finding, folder: str) -> Iterator[str]:
    rule = finding.rule
    if rule is None:
        yield text(finding.message)
        return
    yield f"**{finding.code} {text(rule.name)}** ({rule.impact} impact, {rule.priority})"
    yield ""
    yield text(finding.message)
    for heading, ways in (
        ("How it comes to this", (Way.BEFORE, Way.AFTER)),
        ("What belongs to it", (Way.BESIDE,)),
    ):
        steps = [step for step in finding.related if step.way in ways]
        if steps:
            yield from ("", f"{heading}:", "")
            for step in steps:
                place = f"{os.path.relpath(step.path, folder)}:{step.line}"
                yield f"- {code(place)} {text(step.message)}"
    yield from ("", f"**Recommendation**: {text(finding.advice)}", "", "---", "", rule.story)
