"""Words without what is invisible, or moves what is around it: terminals obey escapes."""

from __future__ import annotations

import unicodedata


def visible(words: str) -> str:
    """Control, format and surrogate characters, line breaks too, as Python would write them."""
    if words.isprintable():
        return words
    return "".join(
        char.encode("unicode_escape").decode() if _is_invisible(char) else char for char in words
    )


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
