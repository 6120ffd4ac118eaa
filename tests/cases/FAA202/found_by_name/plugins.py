import importlib
from typing import Any


def load(module: str, name: str) -> Any:
    return getattr(importlib.import_module(module), name)


def load_or(path: str, fallback: Any) -> Any:
    module, _, name = path.rpartition(".")
    try:
        return load(module, name)
    except ImportError:
        return fallback
