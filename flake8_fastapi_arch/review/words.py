"""Words of the project under review, made fit to be seen."""

from __future__ import annotations

import unicodedata


def visible(words: str) -> str:
    """Control, format and surrogate characters, line breaks too, as Python would write them."""
    return "".join(
        char.encode("unicode_escape").decode() if _is_invisible(char) else char for char in words
    )


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp")
