"""Every checker in the package, found by looking."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import Any

from flake8_fastapi_arch import checkers
from flake8_fastapi_arch.checker import Checker


@functools.cache
def catalog() -> tuple[Checker[Any], ...]:
    """All checkers, in code order; the tool's own (FAA0xx) and the team's (FAA9xx) apart."""
    modules = pkgutil.walk_packages(checkers.__path__, f"{checkers.__name__}.")
    found = {
        value
        for info in modules
        for value in vars(importlib.import_module(info.name)).values()
        if isinstance(value, Checker)
    }
    return tuple(sorted(found, key=lambda checker: checker.code))
