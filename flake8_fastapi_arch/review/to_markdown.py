"""The review as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flake8_fastapi_arch.review import mermaid
from flake8_fastapi_arch.review.causes import Horizon
from flake8_fastapi_arch.review.comparison import Comparison
from flake8_fastapi_arch.review.found import Found
from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.limits import advices_shown, places_shown
from flake8_fastapi_arch.review.next_steps import next_steps
from flake8_fastapi_arch.review.phrases import (
    PRIORITIES,
    changes_of,
    count,
    found_in_all,
    inhabitants,
    pace_of,
    queries_of,
    scope_of,
    stage_of,
)
from flake8_fastapi_arch.review.plan import Recommendation, effort_for
from flake8_fastapi_arch.review.review import Chapter, Checklist, Review
from flake8_fastapi_arch.review.scores import FORMULA, Score
from flake8_fastapi_arch.writing.markdown import code, diff, listed, rest, table, text

_FOUND = 20  # of one topic of the overview, of one gap
_ROUTES = 4
_CHANGED = 50
_SHOWN_PLACES = 5  # of one item of a checklist
_FILES = 3  # to begin with
_FIRST_STEPS = 3  # of one term, in the summary


def render(review: Review, *, explains_scores: bool = False) -> str:
    """The report, ending in a newline; the same review gives the same text."""
    return "\n".join(_lines(review, explains_scores)) + "\n"


def render_changes(review: Review) -> str:
    """What is new and fixed, for a comment or a summary; nothing where nothing was compared."""
    if review.comparison is None:
        return ""
    name = text(review.comparison.name)
    lines = _changes(review.chapters, review.comparison)
    return "\n".join([f"## Architecture Since {name}", "", *lines]) + "\n"


def render_summary(review: Review) -> str:
    """The report on one screen: scores, what to do first, and the way to the rest."""
    return "\n".join(_summary(review)) + "\n"


def _summary(review: Review) -> Iterator[str]:
    name = text(review.overview.name)
    yield from (f"# Architecture of {name} in Short", "", inhabitants(review.overview.size), "")
    yield from (*_scores(review), "", found_in_all(review.issues), "")
    if review.comparison:
        yield from _since(review.chapters, review.comparison)
    if first := next((each for each in review.checklists if each.issues), None):
        yield from (f"## What to Do First: {first.priority.value}", "")
        for issue in first.issues[: first.shown]:
            place, *others = issue.locations
            more = rest(len(others), "; ")
            yield f"- **{text(issue.code)}** {_place(place)} {text(place.message)}{more}"
        if more := rest(len(first.issues) - first.shown):
            yield f"- {more} kinds"
        yield from ("", "## What That Leads To", "")
        for horizon in Horizon:
            due = [step for step in review.recommendations if step.horizon is horizon]
            steps = [f"{step.action} ({step.count:,})" for step in due]
            shown = "; ".join(steps[:_FIRST_STEPS]) or "nothing to do"
            yield f"- **{horizon.value}**: {shown}{rest(len(steps) - _FIRST_STEPS, '; ')}"
        yield ""
    yield from ("## What Comes Next", "")
    yield f"- {code('fastapi-arch report -o review.md')}: the whole review"
    yield from _next_steps(review)


def _lines(review: Review, explains_scores: bool) -> Iterator[str]:
    yield from ("# Backend Architecture Review Report", "")
    if scope := scope_of(review.focus):
        yield from (f"{text(scope)}; the scores are those of the whole project.", "")
    yield from ("## Project Overview", "", *_overview(review), "")
    yield from ("## Architecture Scores", "", *_scores(review), "")
    if explains_scores:
        yield from ("### How the Scores Come About", "", *_terms(review), "")
    if review.comparison:
        yield from _since(review.chapters, review.comparison)
    yield from ("## Issues Found", "", found_in_all(review.issues), "")
    for chapter in review.chapters:
        yield from _chapter(chapter)
    yield from ("## Improvement Priorities", "")
    if pace := pace_of(review.pace):
        yield from (pace, "")
    for checklist in review.checklists:
        yield from _checklist(checklist)
    yield "## Architecture Recommendations"
    for horizon in Horizon:
        yield from ("", f"### {horizon.value}", "", *_recommendations(review, horizon))
    yield ""
    if review.layers.is_worth_a_look or review.request_paths:
        yield from ("## Layers and Request Paths", "", *_pictures(review))
    if review.gaps:
        yield from ("## What This Review Could Not See", "", *_gaps(review), "")
    if steps := [*_next_steps(review)]:
        yield from ("## What Comes Next", "", *steps)


def _next_steps(review: Review) -> Iterator[str]:
    for step in next_steps(review):
        yield f"- {code(step.command)}: {text(step.purpose)}"


# ── overview and scores


def _overview(review: Review) -> Iterator[str]:
    yield f"- **Project**: {text(review.overview.name)}"
    for topic in review.overview.topics:
        show = _versioned if topic.key == "dependencies" else _found
        names = [show(one) for one in topic.found]
        shown = "; ".join(names[:_FOUND]) or "none that is known"
        yield f"- **{topic.title}**: {shown}{rest(len(names) - _FOUND, ' ')}"
    yield f"- **Size**: {inhabitants(review.overview.size)}"
    yield f"- **Stage and Team**: {stage_of(review.overview.history)}"


def _found(value: Found) -> str:
    return f"{_versioned(value)} ({code(value.source)})"


def _versioned(value: Found) -> str:
    version = f" {code(value.version)}" if value.version else ""
    declared = f", declared {code(value.declared)}" if value.declared else ""
    return f"{text(value.text)}{version}{declared}"


def _scores(review: Review) -> Iterator[str]:
    rows = (
        (chapter.dimension.title, stars(chapter.score), text(chapter.score.note))
        for chapter in review.chapters
    )
    yield from table(("Dimension", "Score", "Notes"), rows)


def _since(chapters: Sequence[Chapter], changes: Comparison) -> Iterator[str]:
    yield from (f"## What Changed Since {text(changes.name)}", "", *_changes(chapters, changes), "")


def _changes(chapters: Sequence[Chapter], changes: Comparison) -> Iterator[str]:
    yield changes_of(changes)
    if not changes.is_with_baseline:
        rows = (
            (
                chapter.dimension.title,
                changes.then(chapter.dimension),
                "not judged" if chapter.score.stars is None else f"{chapter.score.stars:g}",
            )
            for chapter in chapters
        )
        yield from ("", *table(("Stars", "Then", "Now"), rows))
    for heading, places in (("New", changes.new), ("Fixed", changes.fixed)):
        if places:
            yield from ("", f"### {heading} ({len(places):,})", "")
            for place in places[:_CHANGED]:
                yield f"- {text(place.code)} {code(place.where)} {text(place.message)}"
            if more := rest(len(places) - _CHANGED):
                yield f"- {more}"


def stars(score: Score) -> str:
    """A score as five signs."""
    if score.stars is None:
        return "not judged"
    half = "½" if score.stars % 1 else ""
    full = int(score.stars)
    return "⭐" * full + half + "☆" * (5 - full - len(half))


def _terms(review: Review) -> Iterator[str]:
    yield FORMULA
    for chapter in review.chapters:
        score = chapter.score
        if not score.terms:
            continue
        yield from ("", f"#### {chapter.dimension.title}", "")
        rows = (
            (
                f"{text(term.code)} {text(term.name)}",
                term.text,
                f"{term.share:.3f}",
                f"{term.weight:g}",
                f"{term.factor:.3f}",
            )
            for term in score.terms
        )
        yield from table(("Checker", "Affected", "Share", "Weight", "Remains"), rows)
        product = " × ".join(f"{term.factor:.3f}" for term in score.terms)
        result = "not judged" if score.stars is None else f"rounded down to {score.stars:g}"
        yield from ("", f"5 × {product} = {score.exact:.2f}, {result}")


# ── issues


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield from (f"### {chapter.dimension.title} Related", "")
    if not chapter.issues:
        yield "No issues found." if chapter.score.stars is not None else "Not judged."
        yield ""
    for issue in chapter.issues:
        yield from (f"#### {text(issue.code)} {text(issue.name)} ({len(issue.locations)})", "")
        yield from (text(issue.title), "")
        yield f"- **Impact**: {issue.impact.value.title()}"
        if not issue.is_of_handlers and issue.routes:
            routes = listed([*map(code, issue.routes)], _ROUTES)
            yield f"- **Affects**: {count(len(issue.routes), 'route')}: {routes}"
        yield from _locations(issue)
        yield from _advices(issue)
        if issue.references:
            yield f"- **References**: {', '.join(map(_reference, issue.references))}"
        yield from _patch(issue)
        yield ""


def _locations(issue: Issue) -> Iterator[str]:
    if len(issue.locations) == 1 and not issue.locations[0].related:
        yield f"- **Location**: {_location(issue.locations[0])}"
        return
    yield "- **Location**:"
    shown = places_shown(issue)
    for location in shown:
        yield f"  - {_location(location)}"
        for step in location.related:
            yield f"    - {code(f'{step.path}:{step.line}')} {text(step.message)}"
    if more := rest(len(issue.locations) - len(shown)):
        yield f"  - {more}: {code(f'fastapi-arch check --select {issue.code}')}"


def _location(location: Location) -> str:
    measured = ""
    if location.queries:
        measured = f" ({queries_of(location.queries)} for {code(location.routes[0])})"
    return f"{_place(location)} {text(location.message)}{measured}"


def _advices(issue: Issue) -> Iterator[str]:
    shown = advices_shown(issue)
    others = len(issue.advices) - len(shown)
    likewise = f"; and likewise for the {count(others, 'other')}" if others else ""
    if len(shown) == 1:
        yield f"- **Recommendation**: {text(shown[0].removesuffix('.') + likewise)}."
        return
    yield "- **Recommendation**:"
    yield from (f"  - {text(advice)}" for advice in shown)
    if others:
        yield f"  - and likewise for the {count(others, 'other')}"


def _reference(reference: tuple[str, str]) -> str:
    name, address = reference
    return f"[{text(name)}]({address})" if name else f"<{address}>"


def _patch(issue: Issue) -> Iterator[str]:
    """The first patch that there is; the others are asked for by place."""
    patched = [place for place in issue.locations if place.patch is not None]
    if not patched or patched[0].patch is None:
        return
    others = ""
    if len(patched) > 1:
        command = code(f"fastapi-arch explain {patched[1].path}:{patched[1].line}")
        number = len(patched) - 1
        others = f"; {number:,} more like it, as {command} shows"
    yield f"- **Suggested patch** of {_place(patched[0])}, not applied{others}:"
    yield ""
    yield from (f"  {line}" for line in diff(patched[0].patch))


def _place(location: Location) -> str:
    return code(f"{location.path}:{location.line}")


# ── what to do


def _checklist(checklist: Checklist) -> Iterator[str]:
    name = checklist.priority.value
    yield from (f"### {name} ({PRIORITIES[name]})", "")
    yield from [*map(_item, checklist.issues[: checklist.shown])] or ["Nothing to do."]
    others = checklist.issues[checklist.shown :]
    if others:
        names = ", ".join(f"{text(issue.code)} {text(issue.name)}" for issue in others)
        yield from ("", f"And {len(others):,} more, when these are done: {names}.")
    yield ""


def _item(issue: Issue) -> str:
    places = listed([*map(_place, issue.locations)], _SHOWN_PLACES)
    title = text(issue.title.removesuffix("."))
    number = count(len(issue.locations), "place")
    return f"- [ ] **{text(issue.code)}** {title} ({number}, {effort_for(issue).value}): {places}"


def _recommendations(review: Review, horizon: Horizon) -> Iterator[str]:
    due = [step for step in review.recommendations if step.horizon is horizon]
    titles = {step.key: step.action for step in review.recommendations}
    shown = due[: review.pace.recommendations]
    for number, recommendation in enumerate(shown, 1):
        yield from _recommendation(number, recommendation, titles)
    if not due:
        yield "Nothing beyond the priorities above." if review.issues else "Nothing to do."
    others = due[len(shown) :]
    if others:
        actions = "; ".join(step.action for step in others)
        yield from ("", f"And {len(others):,} more, when these are done: {actions}.")


def _recommendation(number: int, r: Recommendation, titles: dict[str, str]) -> Iterator[str]:
    removed = count(r.count, "finding")
    files = listed([f"{code(path)} ({many})" for path, many in r.files], _FILES)
    yield f"{number}. **{r.action}** ({removed}: {', '.join(r.codes)}). {text(r.how)}."
    yield f"   - Begin with {files}"
    yield from (f"   - {text(step)}" for step in r.steps)
    yield f"   - Effort: {r.effort.value}. Risk: {text(r.risk)}."
    if r.after:
        yield f"   - After: {'; '.join(titles[key] for key in r.after)}"


# ── pictures and limits


def _pictures(review: Review) -> Iterator[str]:
    if review.layers.is_worth_a_look:
        yield from ("### Layers", "")
        yield from ("```mermaid", *mermaid.layers(review.layers), "```", "")
        yield f"Each module, and which import it is: {code('fastapi-arch graph')}"
        yield ""
    for path in review.request_paths:
        queries = f": {queries_of(path.queries)}" if path.queries else ""
        yield from (f"### {code(path.route)}{queries}", "")
        yield from ("```mermaid", *mermaid.request_path(path), "```", "")


def _gaps(review: Review) -> Iterator[str]:
    for gap in review.gaps:
        yield f"- {text(gap.text)}"
        yield from (f"  - {code(p.source)}: {text(p.text)}" for p in gap.places[:_FOUND])
        if more := rest(len(gap.places) - _FOUND):
            yield f"  - {more}"
