"""Which function repairs the findings of which checker."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping

from flake8_fastapi_arch.patches.edits import Edit
from flake8_fastapi_arch.patches.finding import Finding

Repair = Callable[[Finding], Iterator[Edit]]
"""Yields the edits that repair a finding; raises Uncertain where they cannot be told for sure."""

_REPAIRS: dict[str, Repair] = {}


def repairs(code: str) -> Callable[[Repair], Repair]:
    """Declare a function to be the repair of what the checker *code* finds."""

    def declare(repair: Repair) -> Repair:
        _REPAIRS[code] = repair
        return repair

    return declare


@functools.cache
def all_repairs() -> Mapping[str, Repair]:
    """The repairs by the codes of their checkers."""
    from flake8_fastapi_arch.patches import repairs as package

    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(info.name)
    return dict(sorted(_REPAIRS.items()))
