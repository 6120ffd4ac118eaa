"""The review as JSON: everything it holds, nothing capped, for programs."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from flake8_fastapi_arch.review.comparison import Comparison
from flake8_fastapi_arch.review.document import VERSION
from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.overview import Overview
from flake8_fastapi_arch.review.review import Chapter, Review
from flake8_fastapi_arch.review.scores import Term


def render(review: Review) -> str:
    """The report as one JSON object in pure ASCII, ending in a newline."""
    return json.dumps(document(review), indent=2) + "\n"


def document(review: Review) -> dict[str, Any]:
    """The report as a JSON object."""
    return {
        "version": VERSION,
        "project": review.overview.name,
        "checkers": review.checkers,
        "overview": _overview(review.overview),
        "focus": {
            "dimensions": [dimension.title for dimension in review.focus.dimensions],
            "codes": review.focus.codes,
            "paths": review.focus.paths,
        },
        "dimensions": [*map(_chapter, review.chapters)],
        "priorities": {
            checklist.priority.value: [issue.code for issue in checklist.issues]
            for checklist in review.checklists
        },
        "pace": {
            "stage": review.pace.stage.value if review.pace.stage else None,
            "issues": review.pace.issues,
            "recommendations": review.pace.recommendations,
        },
        "recommendations": [
            {
                "key": step.key,
                "horizon": step.horizon.name.lower(),
                "action": step.action,
                "how": step.how,
                "steps": step.steps,
                "risk": step.risk,
                "effort": step.effort.value,
                "after": step.after,
                "codes": step.codes,
                "count": step.count,
                "files": [{"path": path, "count": count} for path, count in step.files],
            }
            for step in review.recommendations
        ],
        "layers": dataclasses.asdict(review.layers),
        "request_paths": [*map(dataclasses.asdict, review.request_paths)],
        "routes": [*map(dataclasses.asdict, review.routes)],
        "gaps": [*map(dataclasses.asdict, review.gaps)],
        "comparison": _comparison(review.comparison) if review.comparison else None,
    }


def _comparison(changes: Comparison) -> dict[str, Any]:
    return {
        "against": changes.name,
        "new": [*map(dataclasses.asdict, changes.new)],
        "fixed": [*map(dataclasses.asdict, changes.fixed)],
        "unchanged": changes.unchanged,
        "unasked": changes.unasked,
        "stars": dict(changes.scores),
    }


def _overview(known: Overview) -> dict[str, Any]:
    history = known.history
    stage = history.stage if history else None
    return {
        **{topic.key: [*map(dataclasses.asdict, topic.found)] for topic in known.topics},
        "size": {**dataclasses.asdict(known.size), "routes": dict(known.size.routes)},
        "history": {**dataclasses.asdict(history), "stage": stage.value if stage else None}
        if history
        else None,
    }


def _chapter(chapter: Chapter) -> dict[str, object]:
    return {
        "dimension": chapter.dimension.title,
        "stars": chapter.score.stars,
        "note": chapter.score.note,
        "terms": [*map(_term, chapter.score.terms)],
        "issues": [*map(_issue, chapter.issues)],
    }


def _term(term: Term) -> dict[str, object]:
    return {
        "code": term.code,
        "name": term.name,
        "affected": term.affected,
        "subjects": term.subjects,
        "population": term.population.value,
        "weight": term.weight,
        "factor": round(term.factor, 6),
    }


def _issue(issue: Issue) -> dict[str, object]:
    return {
        "code": issue.code,
        "name": issue.name,
        "title": issue.title,
        "pattern": issue.pattern,
        "impact": issue.impact.value,
        "priority": issue.priority.value,
        "cwe": issue.cwe,
        "references": [address for _, address in issue.references],
        "count": len(issue.locations),
        "locations": [*map(_location, issue.locations)],
    }


def _location(location: Location) -> dict[str, object]:
    return {
        "path": location.path,
        "line": location.line,
        "column": location.column,
        "scope": location.scope,
        "message": location.message,
        "recommendation": location.advice,
        "fingerprint": location.fingerprint,
        "patch": location.patch.diff if location.patch else None,
        "related": [
            {"path": step.path, "line": step.line, "message": step.message}
            for step in location.related
        ],
        "routes": location.routes,
        "queries": location.queries,
    }
