"""The review as Markdown; what comes from the project is data and can be no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from flake8_fastapi_arch.review.found import Found
from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.plan import Horizon, Recommendation
from flake8_fastapi_arch.review.review import Chapter, Review
from flake8_fastapi_arch.review.scores import Score
from flake8_fastapi_arch.review.words import visible

SHOWN = 20  # places of one issue
_SHOWN_IN_CHECKLIST = 5
_SHOWN_TO_BEGIN_WITH = 3
_PRIORITIES = {
    "P0": "Must fix immediately",
    "P1": "Should fix short-term",
    "P2": "Medium to long-term optimization",
}


def render(review: Review) -> str:
    """The report, ending in a newline; the same review gives the same text."""
    return "\n".join(_lines(review)) + "\n"


def text(words: str) -> str:
    """*words* as running text of one line, where `spans` stay code and nothing else is markup."""
    pieces = " ".join(words.split()).split("`")
    if len(pieces) % 2 == 0:  # the last backtick opens nothing
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    shown = [_plain(piece) if i % 2 == 0 else code(piece) for i, piece in enumerate(pieces)]
    # What would open a list, a heading or a rule at the start of a line.
    return re.sub(r"^(\d*)([-+#.)])", r"\1\\\2", "".join(shown))


def code(words: str) -> str:
    """*words* as a code span of one line that nothing in them can end."""
    words = visible(words)
    if not words.strip():
        return _plain(f"`{words}`")
    runs = re.findall("`+", words)
    if not runs:
        return f"`{words}`"
    fence = "`" * (max(map(len, runs)) + 1)
    return f"{fence} {words} {fence}"


def _plain(words: str) -> str:
    words = visible(words).replace("&", "&amp;").replace("<", "&lt;")
    words = re.sub("(?<!-)>", "&gt;", words)  # an arrow, -> , quotes and closes nothing
    return re.sub(r"[\\`*\[\]|~$]|(?<![^\W_])_|_(?![^\W_])", r"\\\g<0>", words)


def _lines(review: Review) -> Iterator[str]:
    yield "# Backend Architecture Review Report"
    yield ""
    yield "## Project Overview"
    yield ""
    yield from _overview(review)
    yield "## Architecture Scores"
    yield ""
    yield "| Dimension | Score | Notes |"
    yield "| --- | --- | --- |"
    for chapter in review.chapters:
        cells = (chapter.dimension.title, _stars(chapter.score), text(chapter.score.note))
        # A pipe ends a cell even inside a code span; elsewhere it is escaped already.
        yield "| " + " | ".join(re.sub(r"(?<!\\)\|", r"\\|", cell) for cell in cells) + " |"
    yield ""
    yield "## Issues Found"
    yield ""
    yield _summary(review.issues)
    yield ""
    for chapter in review.chapters:
        yield from _chapter(chapter)
    yield "## Improvement Priorities"
    yield ""
    for checklist in review.checklists:
        name = checklist.priority.value
        yield f"### {name} ({_PRIORITIES[name]})"
        yield ""
        yield from _or_nothing(_checklist_item(issue) for issue in checklist.issues)
    yield "## Architecture Recommendations"
    for horizon in Horizon:
        yield ""
        yield f"### {horizon.value}"
        yield ""
        steps = [step for step in review.recommendations if step.horizon is horizon]
        yield from _numbered(steps)
        if not steps:
            yield "Nothing beyond the priorities above." if review.issues else "Nothing to do."


def _overview(review: Review) -> Iterator[str]:
    for topic in review.overview.topics:
        names = [*map(_versioned if topic.key == "dependencies" else _found, topic.found)]
        shown = "; ".join(names[:SHOWN]) or "not found"
        yield f"- **{topic.title}**: {shown}{_rest(len(names) - SHOWN, ' ')}"
    yield ""
    for gap in review.gaps:
        yield f"- {text(gap.text)}"
        for place in gap.places[:SHOWN]:
            yield f"  - {code(place.source)}: {text(place.text)}"
        if rest := _rest(len(gap.places) - SHOWN):
            yield f"  - {rest}"
    yield ""


def _found(value: Found) -> str:
    return f"{_versioned(value)} ({code(value.source)})"


def _versioned(value: Found) -> str:
    version = f" {code(value.version)}" if value.version else ""
    declared = f", declared {code(value.declared)}" if value.declared else ""
    return f"{text(value.text)}{version}{declared}"


def _stars(score: Score) -> str:
    if score.stars is None:
        return "not judged"
    half = "½" if score.stars % 1 else ""
    full = int(score.stars)
    return "⭐" * full + half + "☆" * (5 - full - len(half))


def _summary(issues: Sequence[Issue]) -> str:
    if not issues:
        return "No issues found."
    count = sum(len(issue.locations) for issue in issues)
    files = len({location.path for issue in issues for location in issue.locations})
    impacts = ", ".join(
        f"{number} of {impact} impact"
        for impact in ("high", "medium", "low")
        if (number := sum(len(i.locations) for i in issues if i.impact.value == impact))
    )
    found, kinds, where = (
        f"{number} {noun}" if number == 1 else f"{number} {noun}s"
        for number, noun in ((count, "finding"), (len(issues), "kind"), (files, "file"))
    )
    return f"{found} of {kinds} in {where}: {impacts}."


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"### {chapter.dimension.title} Related"
    yield ""
    if not chapter.issues:
        yield "No issues found." if chapter.score.stars is not None else "Not judged."
        yield ""
    for issue in chapter.issues:
        yield f"#### {text(issue.code)} {text(issue.name)} ({len(issue.locations)})"
        yield ""
        yield text(issue.title)
        yield ""
        yield f"- **Impact**: {issue.impact.value.title()}"
        yield from _locations(issue)
        yield from _recommendation(issue.advices)
        if issue.references:
            yield f"- **References**: {', '.join(map(_reference, issue.references))}"
        yield ""


def _locations(issue: Issue) -> Iterator[str]:
    if len(issue.locations) == 1 and not issue.locations[0].related:
        yield f"- **Location**: {_location(issue.locations[0])}"
        return
    yield "- **Location**:"
    for location in issue.locations[:SHOWN]:
        yield f"  - {_location(location)}"
        for step in location.related:
            yield f"    - {code(f'{step.path}:{step.line}')} {text(step.message)}"
    if rest := _rest(len(issue.locations) - SHOWN):
        yield f"  - {rest} ({code(f'fastapi-arch check --select {issue.code}')})"


def _location(location: Location) -> str:
    return f"{_place(location)} {text(location.message)}"


def _recommendation(advices: Sequence[str]) -> Iterator[str]:
    if len(advices) == 1:
        yield f"- **Recommendation**: {text(advices[0])}"
        return
    yield "- **Recommendation**:"
    for advice in advices[:SHOWN]:
        yield f"  - {text(advice)}"
    if rest := _rest(len(advices) - SHOWN):
        yield f"  - {rest}"


def _reference(reference: tuple[str, str]) -> str:
    name, address = reference
    return f"[{text(name)}]({address})" if name else f"<{address}>"


def _checklist_item(issue: Issue) -> str:
    places = ", ".join(map(_place, issue.locations[:_SHOWN_IN_CHECKLIST]))
    rest = _rest(len(issue.locations) - _SHOWN_IN_CHECKLIST, " ")
    title = text(issue.title.removesuffix("."))
    return f"- [ ] **{text(issue.code)}** {title} ({len(issue.locations)}): {places}{rest}"


def _numbered(steps: Sequence[Recommendation]) -> Iterator[str]:
    for number, step in enumerate(steps, 1):
        files = ", ".join(
            f"{code(path)} ({count})" for path, count in step.files[:_SHOWN_TO_BEGIN_WITH]
        )
        removed = f"{step.count} finding" + ("" if step.count == 1 else "s")
        yield (
            f"{number}. **{step.action}** ({removed}: {', '.join(step.codes)}). {text(step.how)}. "
            f"Begin with {files}."
        )


def _or_nothing(items: Iterable[str]) -> Iterator[str]:
    shown = list(items)
    yield from shown or ["Nothing to do."]
    yield ""


def _place(location: Location) -> str:
    return code(f"{location.path}:{location.line}")


def _rest(number: int, before: str = "") -> str:
    return f"{before}and {number} more" if number > 0 else ""
