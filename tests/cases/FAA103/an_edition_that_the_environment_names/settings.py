import importlib
import os
from functools import lru_cache


class Edition:
    name = "open"


def import_from(name: str):
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


@lru_cache
def implementation(cls, name):
    if name is None:
        return cls
    return import_from(name)


def load() -> Edition:
    return implementation(Edition, os.environ.get("EDITION", None))()


edition = load()
