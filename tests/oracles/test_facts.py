"""Each fact, seen in each wanted version of FastAPI."""

from __future__ import annotations

import functools
import importlib
import json
import pkgutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from tests.oracles import facts as chapters
from tests.oracles.environments import NoEnvironment, python_for, wanted_versions
from tests.oracles.page import CHAPTERS, rendered
from tests.oracles.settle import Fact, facts_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "fastapi-semantics.md"


def all_facts() -> list[Fact]:
    found = []
    for module in pkgutil.iter_modules(chapters.__path__):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.extend(facts_of(importlib.import_module(f"{chapters.__name__}.{module.name}")))
    return found


@functools.cache
def outcomes_of(module: str, version: str) -> dict[str, dict[str, Any]]:
    python = python_for(version)
    command = [str(python), "-m", "tests.oracles.run", module, version]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    outcomes: dict[str, dict[str, Any]] = json.loads(run.stdout)
    return outcomes


@pytest.mark.slow
@pytest.mark.oracle
@pytest.mark.parametrize("version", wanted_versions())
@pytest.mark.parametrize("one", all_facts(), ids=lambda one: one.id)
def test_fact_is_seen(one: Fact, version: str) -> None:
    if not one.applies_to(version):
        pytest.skip(f"FastAPI {version} has no such thing yet")
    try:
        outcome = outcomes_of(one.module, version)[one.name]
    except NoEnvironment as reason:
        pytest.skip(f"no environment with FastAPI {version}: {reason}")
    if absent := outcome.get("absent"):
        pytest.skip(f"{absent} is not installed beside FastAPI {version}")
    assert "crash" not in outcome, outcome["crash"]
    assert outcome["seen"] == one.seen_with(version)


def test_page_tells_what_was_settled() -> None:
    assert PAGE.read_text("utf-8") == rendered(), "run: python -m tests.oracles.page"


def test_page_has_every_chapter() -> None:
    assert {one.module for one in all_facts()} == set(CHAPTERS)


def test_each_fact_has_a_story() -> None:
    assert [one.id for one in all_facts() if not one.story] == []
