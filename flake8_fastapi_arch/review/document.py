"""The JSON of a review, read again: what ``to_json`` writes."""

from __future__ import annotations

import json
import pathlib
from typing import Any

VERSION = 2
"""Grows when a key changes its meaning or goes; new keys may come without."""


class NoReview(Exception):
    """A file holds no review that can be read; the message says why, for people."""


def read(file: pathlib.Path) -> dict[str, Any]:
    """The review of a whole project that *file* holds. Raises NoReview."""
    try:
        document = json.loads(file.read_bytes())
    except OSError as error:
        raise NoReview(f"{file}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise NoReview(f"{file}: no JSON: {error}") from error
    if not isinstance(document, dict) or "dimensions" not in document:
        raise NoReview(f"{file}: no review; `fastapi-arch report --format json` writes one")
    if document.get("version") != VERSION:
        raise NoReview(f"{file}: version {document.get('version')!r}, and only {VERSION} is known")
    if any((document.get("focus") or {}).values()):
        raise NoReview(f"{file}: a part of a review; write it without --dimension, --only, --path")
    return document
