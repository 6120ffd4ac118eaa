"""Settle the facts of one chapter with the FastAPI beside this interpreter, and print JSON.

`python -m tests.oracles.run CHAPTER VERSION`: a fact's outcome is what was `seen`, the module that
is `absent`, or the traceback of a `crash`.
"""

from __future__ import annotations

import importlib
import json
import sys
import traceback
import warnings
from typing import Any

from tests.oracles.settle import Fact, facts_of


def outcomes(chapter: str, version: str) -> dict[str, dict[str, Any]]:
    """Outcome by name of each fact of the chapter that applies to this FastAPI."""
    facts = facts_of(importlib.import_module(f"tests.oracles.facts.{chapter}"))
    return {one.name: _outcome(one) for one in facts if one.applies_to(version)}


def _outcome(one: Fact) -> dict[str, Any]:
    try:
        return {"seen": one.see()}
    except ModuleNotFoundError as absent:
        return {"absent": absent.name}
    except Exception:
        return {"crash": traceback.format_exc()}


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print(json.dumps(outcomes(*sys.argv[1:])))
