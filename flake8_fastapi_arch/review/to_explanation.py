"""One finding in Markdown: what is wrong, how it comes to it, what to do, and the patch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.checker import Diagnostic, Related, Way
from flake8_fastapi_arch.patches.patch import Patch
from flake8_fastapi_arch.writing.markdown import code, diff, text

_HEADINGS = {
    Way.BEFORE: "How it comes to this",
    Way.AFTER: "What follows",
    Way.BESIDE: "What belongs to it",
}


def render(diagnostic: Diagnostic, patch: Patch | None) -> str:
    """*diagnostic* explained, with the *patch* that repairs it where there is one."""
    return "\n".join(_lines(diagnostic, patch)) + "\n"


def _lines(diagnostic: Diagnostic, patch: Patch | None) -> Iterator[str]:
    checker, match = diagnostic.checker, diagnostic.match
    place = code(f"{diagnostic.path}:{match.line}:{match.col + 1}")
    yield f"# {checker.code} {text(checker.name)} in {place}"
    yield ""
    yield text(diagnostic.message)
    yield ""
    yield f"- **Impact**: {checker.impact.value}, priority {checker.priority.value}"
    if diagnostic.scope:
        yield f"- **Inside of**: {code(diagnostic.scope)}"
    yield f"- **Recommendation**: {text(diagnostic.advice)}"
    for way, heading in _HEADINGS.items():
        steps = [step for step in match.related if step.way is way]
        if steps:
            yield from ("", f"## {heading}", "", *_steps(steps))
    if patch is not None:
        yield from ("", "## A patch", "", "Nothing was changed; this would repair it.", "")
        yield from diff(patch)
    yield ""
    yield f"Why it matters, and a good example: {code(f'fastapi-arch explain {checker.code}')}"


def _steps(steps: Iterable[Related]) -> Iterator[str]:
    for step in steps:
        yield f"- {code(f'{step.path}:{step.line}')} {text(step.message)}"
