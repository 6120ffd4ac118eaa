"""The review, or the overview of many, as one HTML page that needs nothing else: no network, no
other file.

What comes from the project is data: everything is escaped, control characters are shown as Python
writes them, and the page forbids all but its own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import pathlib
import re
from collections.abc import Iterator
from typing import NamedTuple

import jinja2
from markupsafe import Markup, escape

from flake8_fastapi_arch import __version__
from flake8_fastapi_arch.patches.patch import Patch
from flake8_fastapi_arch.review import phrases
from flake8_fastapi_arch.review.causes import Horizon
from flake8_fastapi_arch.review.html.drawing import radar, stack
from flake8_fastapi_arch.review.limits import advices_shown, places_shown
from flake8_fastapi_arch.review.merged import DIMENSIONS, FIRST, IMPACTS, Merged
from flake8_fastapi_arch.review.next_steps import next_steps
from flake8_fastapi_arch.review.plan import effort_for
from flake8_fastapi_arch.review.review import Review
from flake8_fastapi_arch.review.scores import FORMULA, Score
from flake8_fastapi_arch.writing.words import visible

_FILES = pathlib.Path(__file__).parent / "html"
_FIRST = 3  # issues that stand at the top of the page


class Line(NamedTuple):
    """A line of a diff: added, removed, meta, or the context of those."""

    kind: str
    text: str


def render(review: Review) -> str:
    """The page, ending in a newline; the same review gives the same page."""
    urgent = [issue for checklist in review.checklists for issue in checklist.issues]
    return _page(
        "report.html",
        review=review,
        scope=phrases.scope_of(review.focus),
        found_in_all=phrases.found_in_all(review.issues),
        counts=phrases.counts_by_impact(review.issues),
        first=urgent[:_FIRST],
        radar=radar(review.chapters),
        stack=stack(review.layers),
        size=phrases.inhabitants(review.overview.size),
        stage=phrases.stage_of(review.overview.history),
        formula=FORMULA,
        changes=phrases.changes_of(review.comparison) if review.comparison else "",
        pace=phrases.pace_of(review.pace),
        priorities=phrases.PRIORITIES,
        horizons=list(Horizon),
        actions={r.key: r.action for r in review.recommendations},
        effort=lambda issue: effort_for(issue).value,
        steps=list(next_steps(review)),
    )


def render_overview(overview: Merged) -> str:
    """The page of many reviews, ending in a newline."""
    return _page(
        "overview.html", overview=overview, dimensions=DIMENSIONS, impacts=IMPACTS, first=FIRST
    )


def _page(template: str, **values: object) -> str:
    style, script = (
        Markup((_FILES / name).read_text(encoding="utf-8")) for name in ("report.css", "report.js")
    )
    page = _environment().get_template(template).render(
        values,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
        version=__version__,
    )  # fmt: skip
    return page.strip() + "\n"


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FILES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "words": _words,
        "stars": _stars,
        "number": phrases.count,
        "queries": phrases.queries_of,
        "rank": _rank,
        "lines": _lines,
        "address": _address,
        "breaking": _breaking,
        "places": places_shown,
        "advices": advices_shown,
    }
    return environment


def _shown(value: object) -> object:
    """What the project says, with control characters as Python writes them."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _words(words: str) -> Markup:
    """*words* in which `spans` are code and nothing else is markup."""
    pieces = " ".join(words.split()).split("`")
    if len(pieces) % 2 == 0:  # the last backtick opens nothing
        pieces[-2:] = [f"{pieces[-2]}`{pieces[-1]}"]
    return Markup("").join(
        Markup("<code>{}</code>").format(visible(piece)) if i % 2 else escape(visible(piece))
        for i, piece in enumerate(pieces)
    )


def _breaking(path: str) -> Markup:
    """*path* that may break behind its slashes."""
    return Markup("/<wbr>").join(escape(visible(part)) for part in path.split("/"))


def _stars(score: Score) -> str:
    half = "½" if (score.stars or 0) % 1 else ""
    full = int(score.stars or 0)
    return "★" * full + half + "☆" * (5 - full - len(half))


def _rank(queries: str) -> int:
    """What sorts ``2`` before ``1 + N``, and what is not known before both."""
    first = re.match(r"\d+", queries)
    return (10_000 if "N" in queries else 0) + int(first[0]) if first else -1


def _lines(patch: Patch) -> Iterator[Line]:
    for line in patch.diff.split("\n")[:-1]:
        if line.startswith(("---", "+++", "@@", "\\")):
            kind = "meta"
        else:
            kind = {"+": "added", "-": "removed"}.get(line[:1], "context")
        yield Line(kind, line.removesuffix("\r").replace("\t", "    "))


def _address(address: str) -> str:
    """*address* if it leads into the web, as those of checkers do; a rule of the team's may name
    anything, and a link to it must run nothing."""
    return address if re.match("https?://", address) else "#"


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
