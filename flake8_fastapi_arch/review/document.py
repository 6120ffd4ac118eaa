"""The JSON of a review, read again: as much of what ``to_json`` writes as comparing needs."""

from __future__ import annotations

import json
import pathlib
from typing import Literal

import msgspec

VERSION = 2
"""Grows when a key changes its meaning or goes; new keys may come without."""


class NoReview(Exception):
    """A file holds no review that can be read; the message says why, for people."""


class Location(msgspec.Struct, frozen=True):
    """Where an issue was found."""

    path: str
    line: int
    message: str
    fingerprint: str


class Issue(msgspec.Struct, frozen=True):
    """What one checker found."""

    code: str
    name: str
    title: str
    impact: Literal["high", "medium", "low"]
    priority: str
    count: int
    locations: tuple[Location, ...]


class Dimension(msgspec.Struct, frozen=True):
    """A dimension, by its title; *stars* are None where it was not judged."""

    dimension: str
    stars: float | None
    issues: tuple[Issue, ...]


class Size(msgspec.Struct, frozen=True):
    """How large the project is; *routes* are counted by method."""

    routes: dict[str, int]
    lines: int


class Overview(msgspec.Struct, frozen=True):
    """What the project is built of, of which only the size is read."""

    size: Size


class Document(msgspec.Struct, frozen=True):
    """A review."""

    project: str
    checkers: tuple[str, ...]
    overview: Overview
    dimensions: tuple[Dimension, ...]
    focus: dict[str, tuple[str, ...]] = {}


def read(file: pathlib.Path) -> Document:
    """The review of a whole project that *file* holds. Raises NoReview."""
    try:
        document = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"no JSON: {error}"
        raise NoReview(f"{file}: {reason}") from error
    if not isinstance(document, dict) or "dimensions" not in document:
        raise NoReview(f"{file}: no review; `fastapi-arch report --format json` writes one")
    if document.get("version") != VERSION:
        raise NoReview(f"{file}: version {document.get('version')!r}, and only {VERSION} is known")
    try:
        review = msgspec.convert(document, Document)
    except msgspec.ValidationError as error:
        message = f"{file}: what the review says cannot be understood: {error}"
        raise NoReview(message) from error
    if any(review.focus.values()):
        raise NoReview(f"{file}: a part of a review; write it without --dimension, --only, --path")
    return review
