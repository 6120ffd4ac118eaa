"""Shapes of the page's pictures, as numbers that a template puts into SVG."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

from flake8_fastapi_arch.review.pictures import LayerImports, Layers
from flake8_fastapi_arch.review.review import Chapter

_RADIUS = 100.0
_MOST = 5
_ROW = 46  # from one layer to the next
_LEFT, _RIGHT = 210, 430  # the sides of the boxes
_WIDEST = 200  # that any arrow swings out
_BULGE = 26  # how far an arrow swings out for each layer that it passes


@dataclasses.dataclass(frozen=True)
class Axis:
    """A dimension of the radar: where its end, its score and its label are."""

    title: str
    score: str
    end: tuple[float, float]
    point: tuple[float, float]
    label: tuple[float, float]
    anchor: str
    is_judged: bool


@dataclasses.dataclass(frozen=True)
class Radar:
    """The scores around a centre at (0, 0); ``rings`` and ``area`` are points of polygons."""

    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    area: str


@dataclasses.dataclass(frozen=True)
class Arrow:
    """Imports from one layer into another; upward ones swing out on the left and are wrong."""

    path: str
    is_upward: bool
    text: str
    width: float


@dataclasses.dataclass(frozen=True)
class Box:
    """A layer: the top of its box, and what is in it."""

    top: int
    role: str
    modules: int


@dataclasses.dataclass(frozen=True)
class Stack:
    """The layers from the top down."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    start: int
    width: int
    height: int
    left: int = _LEFT
    right: int = _RIGHT


def radar(chapters: Sequence[Chapter]) -> Radar | None:
    """The scores of the *chapters*; None for fewer than three, which span no area."""
    if len(chapters) < 3:
        return None
    axes = []
    for number, chapter in enumerate(chapters):
        angle = 2 * math.pi * number / len(chapters) - math.pi / 2
        stars = chapter.score.stars
        x = math.cos(angle)
        anchor = "middle" if abs(x) < 0.1 else "start" if x > 0 else "end"
        axes.append(
            Axis(
                chapter.dimension.title,
                "not judged" if stars is None else f"{stars:g}",
                _at(angle, _RADIUS),
                _at(angle, _RADIUS * (stars or 0) / _MOST),
                _at(angle, _RADIUS + 14),
                anchor,
                stars is not None,
            )
        )
    rings = tuple(
        _polygon([_scaled(axis.end, ring / _MOST) for axis in axes]) for ring in range(1, _MOST + 1)
    )
    return Radar(tuple(axes), rings, _polygon([axis.point for axis in axes]))


def stack(layers: Layers) -> Stack:
    """The *layers* as boxes, one below the other, and the imports between them as arrows."""
    boxes = tuple(
        Box(number * _ROW + 6, layer.role, len(layer.modules))
        for number, layer in enumerate(layers.layers)
    )
    rows = {layer.role: number for number, layer in enumerate(layers.layers)}
    arrows = tuple(
        arrow for edge in layers.imports for arrow in _arrows(edge, rows) if arrow is not None
    )
    start = _LEFT - (_WIDEST if any(arrow.is_upward for arrow in arrows) else 2)
    return Stack(boxes, arrows, start, _RIGHT + _WIDEST - start, len(boxes) * _ROW + 4)


def _arrows(edge: LayerImports, rows: dict[str, int]) -> list[Arrow]:
    start, end = rows[edge.importer], rows[edge.imported]
    kinds = ((edge.count - edge.violations, False), (edge.violations, True))
    return [
        Arrow(
            _curve(start, end, is_upward),
            is_upward,
            f"{edge.importer} imports {edge.imported}: {number}",
            round(1 + math.log2(number), 1),
        )
        for number, is_upward in kinds
        if number
    ]


def _curve(start: int, end: int, is_upward: bool) -> str:
    side, sign = (_LEFT, -1) if is_upward else (_RIGHT, 1)
    first, last = start * _ROW + 23, end * _ROW + 23
    shift = 5 if end > start else -5
    out = side + sign * min(_WIDEST, _BULGE * abs(end - start) + 14)
    first, last = first + shift, last - shift
    return f"M{side},{first} C{out},{first} {out},{last} {side},{last}"


def _at(angle: float, radius: float) -> tuple[float, float]:
    return round(math.cos(angle) * radius, 1), round(math.sin(angle) * radius, 1)


def _scaled(point: tuple[float, float], by: float) -> tuple[float, float]:
    return round(point[0] * by, 1), round(point[1] * by, 1)


def _polygon(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
