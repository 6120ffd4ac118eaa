"""``fastapi-arch plan``: each finding is one item of one task, and tasks come in an order to do."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re

import pytest
from hypothesis import given, settings

from flake8_fastapi_arch.review import to_plan
from flake8_fastapi_arch.review.causes import CAUSES, Horizon
from flake8_fastapi_arch.review.review import build_review
from flake8_fastapi_arch.review.tasks import action_plan
from tests.commands import SHOP, fastapi_arch, write
from tests.review.test_rendering import HOSTILE, structure
from tests.review.world import (
    BLOCKING,
    CHECKERS,
    FAT,
    LOOPED,
    OPEN,
    diagnostics,
    found,
    handlers,
    project,
)

APP = project({"app/main.py": handlers(16)})


def plan_of(findings):
    return action_plan(build_review(findings, APP, CHECKERS))


def tasks(plan):
    return [task for phase in plan.phases for task in phase.tasks]


def test_nothing_found_nothing_to_do():
    assert plan_of([]).phases == ()
    assert to_plan.to_markdown(plan_of([])).endswith("\nNothing to do.\n")


def test_tasks_wait_for_those_that_they_rest_on():
    findings = [found(by, line=line) for by in (FAT, OPEN) for line in range(3)]
    plan = plan_of([*findings, found(LOOPED)])
    by_title = {task.title: task for task in tasks(plan)}
    loops = by_title["Take the queries out of the loops"]
    assert by_title["Introduce a service layer"].after == (loops.id,)
    assert by_title["Make authentication the default"].places == ()
    assert [place.code for place in loops.places] == ["FAA201"]


def test_what_no_root_cause_explains_stands_alone():
    own = dataclasses.replace(FAT, code="FAA901", name="own-rule")
    plan = plan_of([found(own), found(FAT)])
    [alone] = tasks(plan)
    assert alone.title == "Repair what stands alone"
    assert {place.code for place in alone.places} == {"FAA501", "FAA901"}


@settings(deadline=None)
@given(diagnostics)
def test_each_finding_belongs_to_one_task_and_nothing_waits_for_later(findings):
    review = build_review(findings, APP, CHECKERS)
    plan = action_plan(review)
    planned = [
        (place.code, place.path, place.line) for task in tasks(plan) for place in task.places
    ]
    expected = [(i.code, p.path, p.line) for i in review.issues for p in i.locations]
    if len(set(expected)) == len(expected):
        assert sorted(planned) == sorted(expected)
    seen: set[str] = set()
    for task in tasks(plan):
        assert seen.issuperset(task.after)
        seen.add(task.id)


def test_causes_wait_for_known_ones_of_no_later_term():
    order = list(Horizon)
    known = {cause.key: cause for cause in CAUSES}
    assert len(known) == len(CAUSES)
    for cause in CAUSES:
        for key in cause.after:
            assert order.index(known[key].horizon) <= order.index(cause.horizon)


def test_csv_has_a_row_a_task():
    plan = plan_of([found(BLOCKING), found(OPEN)])
    rows = list(csv.DictReader(io.StringIO(to_plan.to_csv(plan))))
    assert [row["title"] for row in rows] == [task.title for task in tasks(plan)]
    assert rows[0]["places"] == "app/main.py:1"


@pytest.mark.parametrize("words", [*HOSTILE, "=HYPERLINK(1)", "+1", "@x", '"a","b"'])
def test_hostile_words_stay_words(words):
    own = dataclasses.replace(FAT, code="FAA901", name="own-rule")
    hostile = plan_of([found(own, words, what=words)])
    harmless = plan_of([found(own, "x.py", what="x")])
    kinds = [k for k in structure(to_plan.to_markdown(hostile)) if k != "code_inline"]
    assert kinds == [k for k in structure(to_plan.to_markdown(harmless)) if k != "code_inline"]
    written = to_plan.to_csv(hostile)
    [row] = csv.DictReader(io.StringIO(written))
    assert not row["places"].startswith(("=", "+", "-", "@"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", written)
    assert json.loads(to_plan.to_json(hostile))["phases"]


def test_the_command_writes_all_three(tmp_path):
    write(tmp_path, SHOP)
    outputs = ("-o", "plan.md", "-o", "plan.json", "-o", "plan.csv")
    ran = fastapi_arch("plan", "--only", "FAA4", *outputs, cwd=tmp_path)
    assert (ran.code, ran.out) == (0, ""), ran.err
    document = json.loads((tmp_path / "plan.json").read_text())
    [phase] = document["phases"]
    [task] = phase["tasks"]
    assert task["title"] == "Move blocking work off the event loop"
    markdown = (tmp_path / "plan.md").read_text()
    assert markdown.count("- [ ] ") == len(task["places"])
    assert (tmp_path / "plan.csv").read_text().count(task["title"]) == 1
