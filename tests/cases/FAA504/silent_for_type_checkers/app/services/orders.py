from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.routers.orders import Answer


def price(answer: Answer) -> int:
    return answer.weight
