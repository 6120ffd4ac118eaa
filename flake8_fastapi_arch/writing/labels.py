"""Labels in pictures, which nothing in them can end."""

from __future__ import annotations

import re

from flake8_fastapi_arch.writing.words import visible


def label(words: str) -> str:
    """*words* for a quoted label of Mermaid, without what means something to it, to Markdown or to
    HTML."""
    return re.sub(r"[^\w\s./:,(){}*+?!=-]", lambda c: f"#{ord(c[0])};", visible(words))
