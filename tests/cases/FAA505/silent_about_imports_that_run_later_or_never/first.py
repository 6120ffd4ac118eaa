from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from second import Two


def one(two: Two) -> int:
    return two.value
