"""The review as JSON: everything it holds, nothing capped, for programs."""

from __future__ import annotations

import dataclasses
import json

from flake8_fastapi_arch.review.issues import Issue, Location
from flake8_fastapi_arch.review.overview import Found
from flake8_fastapi_arch.review.review import Chapter, Review
from flake8_fastapi_arch.review.scores import Term

VERSION = 1
"""Grows when a key changes its meaning or goes; new keys may come without."""


def render(review: Review) -> str:
    """The report as one JSON object in pure ASCII, ending in a newline."""
    document = {
        "version": VERSION,
        "overview": {
            "framework": [*map(_found, review.overview.framework)],
            "python": [*map(_found, review.overview.python)],
            "orm": [*map(_found, review.overview.orm)],
            "database": [*map(_found, review.overview.database)],
            "dependencies": [*map(_found, review.overview.dependencies)],
        },
        "dimensions": [*map(_chapter, review.chapters)],
        "priorities": {
            checklist.priority.value: [issue.code for issue in checklist.issues]
            for checklist in review.checklists
        },
        "recommendations": [
            {
                "horizon": step.horizon.name.lower(),
                "action": step.action,
                "how": step.how,
                "codes": step.codes,
                "count": step.count,
                "files": [{"path": path, "count": count} for path, count in step.files],
            }
            for step in review.recommendations
        ],
        "gaps": [{"text": gap.text, "source": gap.source} for gap in review.gaps],
    }
    return json.dumps(document, indent=2) + "\n"


def _found(found: Found) -> dict[str, str]:
    return dataclasses.asdict(found)


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
        "noun": term.noun,
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
        "related": [
            {"path": step.path, "line": step.line, "message": step.message}
            for step in location.related
        ],
    }
