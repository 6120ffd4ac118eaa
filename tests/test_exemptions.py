"""Routes that are public on purpose: what an entry excuses, and FAA002 for those that do not."""

from __future__ import annotations

import pytest

from flake8_fastapi_arch.tool import OBSOLETE_EXEMPTION
from tests.harness import Sources, diagnostics

APP = """\
from fastapi import FastAPI
from routes import router

app = FastAPI()
app.include_router(router, prefix="/api")
"""
ROUTES = """\
from fastapi import APIRouter

router = APIRouter()


@router.post("/books/{book_id}/reviews")
def review(book_id: int): ...
"""


def said(entry: str, **more: str) -> list[tuple[str, int, str]]:
    """The place and the reason of each FAA002 for the one entry of ``public-routes``."""
    sources: Sources = {
        "main.py": f"# options: public-routes={entry}\n{APP}",
        "routes.py": ROUTES,
        **more,
    }
    return [
        (d.path, d.match.line, str(d.match.details["reason"]))
        for d in diagnostics(sources, [])
        if d.checker is OBSOLETE_EXEMPTION
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "POST /api/books/{book_id}/reviews: everybody may review",
        "POST /api/books/*/reviews: everybody may review",
        "post /api/*: everybody may review",
        "* /api/books/*: everybody may review",
    ],
)
def test_an_entry_with_a_reason_that_matches_a_route_is_fine(entry: str) -> None:
    assert said(entry) == []


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("GET /api/books/*: the method differs", "matches no route"),
        ("POST /books/*: the prefix is missing", "matches no route"),
        ("POST /api/books/*", "gives no reason"),
        ("POST /api/books/*:", "gives no reason"),
        ("/api/books/*: which method", "is not of the form `METHOD /path: reason`"),
    ],
)
def test_what_is_wrong_with_an_entry_is_said_once_where_the_app_is_made(
    entry: str, reason: str
) -> None:
    assert said(entry) == [("main.py", 5, reason)]


def test_an_entry_may_match_a_route_that_could_not_be_followed() -> None:
    source = "from main import app\nfrom plugins import extra\napp.include_router(extra)\n"
    assert said("POST /extra: comes from a plug-in", **{"extra.py": source}) == []
