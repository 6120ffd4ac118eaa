"""Several reviews as one overview: shards of a monorepo, repositories of an organization."""

from __future__ import annotations

import collections
import dataclasses
import json
from collections.abc import Iterator, Mapping, Sequence

from flake8_fastapi_arch.checker import Dimension
from flake8_fastapi_arch.review.document import Document
from flake8_fastapi_arch.review.phrases import count
from flake8_fastapi_arch.writing.markdown import listed, rest, table, text

_VERSION = 1
FIRST = 5  # kinds of issues that a part begins with
IMPACTS = ("high", "medium", "low")
DIMENSIONS = tuple(d.title for d in Dimension if d is not Dimension.TOOL)
_COMMON = 20  # kinds of issues


@dataclasses.dataclass(frozen=True)
class Kind:
    """What one checker found in one part."""

    code: str
    name: str
    title: str
    impact: str
    priority: str
    count: int


@dataclasses.dataclass(frozen=True)
class Part:
    """One of the reviews; ``kinds`` come most urgent first."""

    name: str
    routes: int
    lines: int
    stars: Mapping[str, float | None]
    kinds: tuple[Kind, ...]

    def count(self, impact: str) -> int:
        """How many findings have this impact."""
        return sum(kind.count for kind in self.kinds if kind.impact == impact)


@dataclasses.dataclass(frozen=True)
class Merged:
    """The parts, the weakest first."""

    parts: tuple[Part, ...]

    def common(self) -> list[tuple[Kind, int, int]]:
        """Each kind of issue with the parts it was found in and the number of findings: what most
        parts share comes first."""
        found = collections.defaultdict[str, list[Kind]](list)
        for part in self.parts:
            for kind in part.kinds:
                found[kind.code].append(kind)
        kinds = [(same[0], len(same), sum(kind.count for kind in same)) for same in found.values()]
        return sorted(kinds, key=lambda k: (-k[1], k[0].priority, -k[2], k[0].code))

    @property
    def told(self) -> str:
        """How much it is, in one sentence."""
        routes = sum(part.routes for part in self.parts)
        found = sum(kind.count for part in self.parts for kind in part.kinds)
        reviews = count(len(self.parts), "review")
        many = f"{reviews}, {count(routes, 'route')}, {count(found, 'finding')}"
        return f"{many}; the weakest come first."

    def to_markdown(self) -> str:
        """The overview as Markdown, ending in a newline."""
        return "\n".join(self._lines()) + "\n"

    def to_json(self) -> str:
        """The overview as one JSON object in pure ASCII, ending in a newline."""
        parts = [dataclasses.asdict(part) for part in self.parts]
        common = [
            {**dataclasses.asdict(kind), "parts": parts_, "count": many}
            for kind, parts_, many in self.common()
        ]
        return json.dumps({"version": _VERSION, "parts": parts, "common": common}, indent=2) + "\n"

    def _lines(self) -> Iterator[str]:
        yield from ("# Overview of Architecture Reviews", "", self.told, "", "## Scores", "")
        head = ("Review", "Routes", *DIMENSIONS, *(f"{impact.title()}" for impact in IMPACTS))
        yield from table(head, [tuple(_row(part)) for part in self.parts])
        yield from ("", "## What They Share", "")
        common = self.common()
        rows = (
            (f"{text(k.code)} {text(k.name)}", k.priority, f"{parts:,}", f"{many:,}", text(k.title))
            for k, parts, many in common[:_COMMON]
        )
        yield from table(("Checker", "Priority", "Reviews", "Findings", "What it is"), rows)
        if more := rest(len(common) - _COMMON):
            yield from ("", f"{more} kinds")
        yield from ("", "## What to Begin With", "")
        for part in self.parts:
            urgent = [f"{text(k.code)} {text(k.name)} ({k.count:,})" for k in part.kinds]
            yield f"- **{text(part.name)}**: {listed(urgent, FIRST) or 'nothing found'}"


def merged(documents: Sequence[tuple[str, Document]]) -> Merged:
    """The overview of reviews, each with the name of its file. A part is called what the project
    calls itself; like its file where others have the same name."""
    names = collections.Counter(document.project for _, document in documents)
    parts = [
        _part(file if names[document.project] > 1 else document.project, document)
        for file, document in documents
    ]
    return Merged(tuple(sorted(parts, key=_strength)))


def _part(name: str, document: Document) -> Part:
    kinds = [
        Kind(issue.code, issue.name, issue.title, issue.impact, issue.priority, issue.count)
        for dimension in document.dimensions
        for issue in dimension.issues
    ]
    kinds.sort(key=lambda k: (k.priority, IMPACTS.index(k.impact), -k.count, k.code))
    size = document.overview.size
    stars = {each.dimension: each.stars for each in document.dimensions}
    return Part(name, sum(size.routes.values()), size.lines, stars, tuple(kinds))


def _strength(part: Part) -> tuple[float, int, str]:
    judged = [stars for stars in part.stars.values() if stars is not None]
    mean = sum(judged) / len(judged) if judged else 5.0
    return mean, -part.count("high"), part.name


def _row(part: Part) -> Iterator[str]:
    yield text(part.name)
    yield f"{part.routes:,}"
    for title in DIMENSIONS:
        stars = part.stars.get(title)
        yield "–" if stars is None else f"{stars:g}"
    yield from (f"{part.count(impact):,}" for impact in IMPACTS)
