"""The pages on scores and JSON say what the code does."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from flake8_fastapi_arch.checker import Impact, Related
from flake8_fastapi_arch.review import to_json
from flake8_fastapi_arch.review.comparison import Earlier, Place
from flake8_fastapi_arch.review.document import VERSION
from flake8_fastapi_arch.review.populations import Population
from flake8_fastapi_arch.review.review import build_review
from flake8_fastapi_arch.review.scores import FORMULA, WEIGHTS
from tests.commands import fastapi_arch
from tests.review.world import BLOCKING, CHECKERS, CRASHED, OPEN, diagnostics, found, project
from tests.review.world import handlers as handlers_of

ROOT = pathlib.Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/review.schema.json").read_text(encoding="utf-8"))
SCORES = (ROOT / "docs/scores.md").read_text(encoding="utf-8")
APP = project({"app/main.py": handlers_of(16)})


def closed(schema: Any) -> Any:
    """*schema*, refusing every key that it does not describe."""
    if isinstance(schema, dict):
        shut = {"additionalProperties": False} if "properties" in schema else {}
        return {**{key: closed(value) for key, value in schema.items()}, **shut}
    return [closed(each) for each in schema] if isinstance(schema, list) else schema


def validate(document: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(closed(SCHEMA)).validate(document)


@settings(deadline=None, max_examples=25)
@given(diagnostics)
def test_every_review_is_as_the_schema_says(findings):
    validate(json.loads(to_json.render(build_review(findings, APP, CHECKERS))))


def test_chains_gaps_and_comparisons_are_in_the_schema():
    gone = Place("Security", "FAA301", "app/old.py", 4, "was wrong", "f" * 16)
    then = Earlier("main", {"Security": 2.5, "Testing": None}, frozenset({"FAA301"}), (gone,))
    findings = [found(BLOCKING, related=(Related("a.py", 1, "x"),)), found(OPEN), found(CRASHED)]
    document = json.loads(to_json.render(build_review(findings, APP, CHECKERS, then=then)))
    assert document["comparison"]["unasked"] == ["FAA401"]
    validate(document)


@pytest.mark.parametrize("shop", ["bookstore", "bookstore_fixed"])
def test_the_examples_are_as_the_schema_says(shop):
    ran = fastapi_arch("report", "--format=json", cwd=ROOT / "examples" / shop)
    validate(json.loads(ran.out))


def test_the_schema_has_the_version_of_the_code():
    assert SCHEMA["properties"]["version"]["const"] == VERSION
    assert f"version {VERSION}" in SCHEMA["title"]


def test_the_page_has_the_formula_and_the_weights():
    words = " ".join(SCORES.split())
    assert FORMULA in words
    told = r"([\d.]+) for a checker of high impact, ([\d.]+) for medium, ([\d.]+) for low"
    shown = re.search(told, words)
    assert [float(each) for each in shown.groups()] == [WEIGHTS[impact] for impact in Impact]


def test_the_page_names_all_that_is_counted():
    rows = re.findall(r"^\| ([A-Za-z ]+) \| [^|]+ \|$", SCORES, re.MULTILINE)
    assert {population.value for population in Population} <= set(rows)


def test_the_example_on_the_page_is_real():
    ran = fastapi_arch("report", "--explain-scores", cwd=ROOT / "examples/bookstore")
    shown = re.findall(r"^(?:\| FAA\d+ .*|5 × .*)$", SCORES, re.MULTILINE)
    assert len(shown) == 2
    assert set(shown) <= set(ran.out.splitlines())


def test_the_repaired_shop_scores_higher_in_every_dimension():
    stars = {}
    for shop in ("bookstore", "bookstore_fixed"):
        ran = fastapi_arch("report", "--format=json", cwd=ROOT / "examples" / shop)
        stars[shop] = {d["dimension"]: d["stars"] for d in json.loads(ran.out)["dimensions"]}
    for dimension, before in stars["bookstore"].items():
        assert before < stars["bookstore_fixed"][dimension]
    assert max(stars["bookstore"].values()) <= 4.5
    assert min(stars["bookstore_fixed"].values()) >= 4
