"""The action plan: as Markdown checklists, as JSON, as CSV for an issue tracker."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterator

from flake8_fastapi_arch.review.phrases import count
from flake8_fastapi_arch.review.tasks import ActionPlan, Task
from flake8_fastapi_arch.writing.markdown import code, text
from flake8_fastapi_arch.writing.words import visible

VERSION = 1
_COLUMNS = (
    "id", "phase", "title", "description", "effort", "risk", "blocked by", "findings", "codes",
    "places",
)  # fmt: skip


def to_markdown(plan: ActionPlan) -> str:
    """A section a phase, a checklist a task."""
    return "\n".join(_lines(plan)) + "\n"


def to_json(plan: ActionPlan) -> str:
    """The plan as one JSON object in pure ASCII, ending in a newline."""
    document = {"version": VERSION, "project": plan.project}
    phases = [dataclasses.asdict(phase) for phase in plan.phases]
    return json.dumps({**document, "phases": phases}, indent=2) + "\n"


def to_csv(plan: ActionPlan) -> str:
    """A row a task, with a heading."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for phase in plan.phases:
        for task in phase.tasks:
            writer.writerow(map(_cell, _row(phase.title, task)))
    return written.getvalue()


def _lines(plan: ActionPlan) -> Iterator[str]:
    yield f"# Action Plan for {text(plan.project)}"
    if not plan.phases:
        yield from ("", "Nothing to do.")
    for number, phase in enumerate(plan.phases, 1):
        yield from ("", f"## Phase {number}: {phase.title}", "", f"Done when {phase.done_when}.")
        for task in phase.tasks:
            yield from ("", f"### {task.id} {text(task.title)}", "", f"{text(task.description)}.")
            yield ""
            yield f"- Effort: {task.effort}. Risk: {text(task.risk)}."
            if task.after:
                yield f"- Blocked by: {', '.join(task.after)}"
            if task.places:
                yield f"- Removes {count(len(task.places), 'finding')}:"
            else:
                yield "- The findings that betray it are repaired by the tasks before"
            for place in task.places:
                where = code(f"{place.path}:{place.line}")
                yield f"  - [ ] {text(place.code)} {where} {text(place.advice)}"


def _row(phase: str, task: Task) -> Iterator[str]:
    yield from (task.id, phase, task.title, task.description, task.effort, task.risk)
    yield ", ".join(task.after)
    yield str(len(task.places))
    yield ", ".join(task.codes)
    yield "; ".join(f"{place.path}:{place.line}" for place in task.places)


def _cell(words: str) -> str:
    """*words* that no spreadsheet takes for a formula."""
    shown = visible(words)
    return f"'{shown}" if shown.startswith(("=", "+", "-", "@")) else shown
