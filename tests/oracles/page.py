"""Write docs/fastapi-semantics.md from the facts, so that the page says only what was seen."""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.oracles.environments import MATRIX
from tests.oracles.settle import Fact, facts_of

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "fastapi-semantics.md"
CHAPTERS = (
    "includes", "inheritance", "paths", "matching", "tree", "names", "parameters", "dependencies",
    "exits", "responses", "streams", "security", "middleware", "lifespans", "models",
)  # fmt: skip


def rendered() -> str:
    """The page, whole."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield "# What FastAPI does"
    yield ""
    yield "Each line was settled by running FastAPI"
    yield f"{', '.join(MATRIX)}; the oracle in `tests/oracles/facts/` that shows it is named after"
    yield "it. Where the result changed, the first release that shows the new one is given."
    yield "Written by `python -m tests.oracles.page`; settle again with"
    yield "`FASTAPI_VERSIONS=all pytest -m oracle`."
    for name in CHAPTERS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            chapter = importlib.import_module(f"tests.oracles.facts.{name}")
        yield from _chapter(chapter)
    yield ""


def _chapter(chapter: ModuleType) -> Iterator[str]:
    yield ""
    yield f"## {(chapter.__doc__ or '').strip().splitlines()[0].rstrip('.')}"
    yield ""
    for one in facts_of(chapter):
        yield f"- {one.story}"
        yield f"  {_seen(one)} — `{one.id}`"


def _seen(one: Fact) -> str:
    changes = list(one.seen_since.items())
    texts = [
        _value(value) if start == "0.100" else f"**from {start}** {_value(value)}"
        for start, value in changes
    ]
    return " · ".join(texts)


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return f"`{text}`"


if __name__ == "__main__":
    _PAGE.write_text(rendered(), "utf-8")
