"""Scores follow shares: explained, fair to large projects, and no repair ever lowers one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch.checker import Dimension
from flake8_fastapi_arch.review.populations import Population, Subjects
from flake8_fastapi_arch.review.review import build_review
from tests.review.world import (
    BLOCKING,
    CHECKERS,
    CRASHED,
    FAT,
    LONG_MODULE,
    SECRET,
    UNTESTED,
    diagnostics,
    found,
    handlers,
    project,
)

APP = project({"app/main.py": handlers(16)})


def scores(found_, of=APP, checkers=CHECKERS):
    review = build_review(found_, of, checkers)
    return {chapter.dimension: chapter.score for chapter in review.chapters}


def test_five_stars_where_nothing_was_found():
    score = scores([])[Dimension.ASYNC_PERFORMANCE]
    assert score.stars == 5
    assert score.note == "nothing found in 16 routes"


@pytest.mark.parametrize(
    ("by", "affected", "stars"),
    [
        (BLOCKING, 1, 3.5),  # 5 * (1 - sqrt(1/20)) = 3.88
        (BLOCKING, 4, 2.5),
        (BLOCKING, 16, 0.5),
        (FAT, 1, 4.5),
        (FAT, 4, 4.0),
        (FAT, 16, 3.0),
        (UNTESTED, 16, 3.0),
    ],
)
def test_share_and_impact_decide(by, affected, stars):
    findings = [found(by, line=line) for line in range(affected)]
    score = scores(findings)[by.dimension]
    assert score.stars == stars
    assert score.note == f"most: {by.code} {by.name} ({affected} of 16 routes)"


def test_checkers_multiply_and_the_heaviest_is_named():
    findings = [found(FAT, line=line) for line in range(4)] + [found(LONG_MODULE)]
    score = scores(findings)[Dimension.CODE_ORGANIZATION]
    assert [term.factor for term in score.terms] == pytest.approx([0.8211, 0.9553], 1e-4)
    assert score.stars == 3.5  # 5 * 0.82 * 0.96 = 3.92
    assert score.note == (
        "most: FAA501 fat-handler (4 of 16 routes), "
        "FAA503 long-router-module (1 of 1 module with routes)"
    )


def test_many_findings_in_one_handler_affect_one_handler():
    once = [found(BLOCKING, line=1, scope="f")]
    often = [found(BLOCKING, line=line, scope="f") for line in range(10)]
    assert scores(once) == scores(often)


def test_a_larger_project_with_the_same_share_has_nearly_the_same_score():
    large = project({"app/main.py": handlers(160)})
    small = scores([found(FAT, line=line) for line in range(4)])
    ten_times = scores([found(FAT, line=line) for line in range(40)], large)
    assert small[FAT.dimension].stars == ten_times[FAT.dimension].stars


def test_what_a_helper_does_counts_for_every_route_that_runs_it():
    shared = project(
        {
            "app/main.py": handlers(16).replace(
                "def handler_3(): ...", "def handler_3(): help_()"
            ).replace("def handler_5(): ...", "def handler_5(): help_()")
            + "def help_(): ...\n"
        }
    )
    score = scores([found(BLOCKING, scope="help_")], shared)[BLOCKING.dimension]
    assert score.note == "most: FAA401 blocking-call-in-async (2 of 16 routes)"


def test_a_hole_is_a_hole_however_large_the_application_is():
    small = scores([found(SECRET)])
    large = scores([found(SECRET)], project({"app/main.py": handlers(160)}))
    assert small[SECRET.dimension] == large[SECRET.dimension]
    assert small[SECRET.dimension].stars == 2.5  # 5 * (1 - sqrt(1/5)) = 2.76
    assert small[SECRET.dimension].note == "most: FAA305 hard-coded-secret (the application)"


def test_not_judged_without_a_checker():
    score = scores([], checkers=[BLOCKING])[Dimension.SECURITY]
    assert score.stars is None
    assert score.note == "no checker of this dimension ran"


def test_not_judged_without_handlers():
    for score in scores([found(BLOCKING)], project({"app.py": "x = 1\n"})).values():
        assert score.stars is None
        assert score.note == "too little to judge: no routes"


@pytest.mark.parametrize(
    ("dimension", "note"),
    [
        (Dimension.DATA_ARCHITECTURE, "too little to judge: no tables and no queries found"),
        (Dimension.TESTING, "too little to judge: no tests in these sources"),
    ],
)
def test_not_judged_where_there_is_nothing_to_judge(dimension, note):
    assert scores([])[dimension].stars is None
    assert scores([])[dimension].note == note


def test_two_routes_are_too_few_to_judge():
    score = scores([], project({"app/main.py": handlers(2)}))[Dimension.SECURITY]
    assert (score.stars, score.note) == (None, "too little to judge: 2 routes")


def test_a_file_in_which_a_check_failed_is_no_subject():
    two = project({"app/main.py": handlers(16), "app/users.py": handlers(4)})
    crash = found(CRASHED, "app/users.py")
    score = scores([crash], two)[Dimension.SECURITY]
    assert score.note == "nothing found in 16 routes; 1 file not fully checked"
    score = scores([crash, found(CRASHED, "app/main.py")], two)[Dimension.SECURITY]
    assert score.stars is None
    assert score.note == "too little to judge: no routes; 2 files not fully checked"


def test_what_is_excluded_is_no_subject_and_told():
    two = project({"app/main.py": handlers(16), "app/legacy.py": handlers(100)})
    findings = [found(FAT, line=line) for line in range(4)]
    review = build_review(findings, two, CHECKERS, checked={"app/main.py"})
    [chapter] = (c for c in review.chapters if c.dimension is FAT.dimension)
    assert chapter.score == scores(findings)[FAT.dimension]
    assert "1 file is excluded, and no part of what is judged" in [gap.text for gap in review.gaps]


def test_tests_are_neither_subjects_nor_affected():
    mixed = project({"app/main.py": handlers(16), "tests/test_app.py": handlers(100)})
    assert len(Subjects(mixed).of(Population.ROUTE)) == 16
    in_tests = [found(by, "tests/test_app.py") for by in (BLOCKING, UNTESTED)]
    assert scores(in_tests, mixed)[Dimension.ASYNC_PERFORMANCE].stars == 5
    assert scores(in_tests, mixed)[Dimension.TESTING].terms == ()


def test_each_population_is_counted():
    source = """
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from sqlmodel import SQLModel

app = FastAPI()

class Item(BaseModel): ...
class Row(SQLModel, table=True): ...

@app.get("/a")
def a(): ...

@app.post("/b")
@app.get("/b")
def b(): ...

@app.middleware("http")
def middleware(): ...
"""
    tests = "def test_a(): ...\ndef helper(): ...\n"
    revision = 'revision = "a"\ndown_revision = None\ndef upgrade(): ...\n'
    of = Subjects(
        project({"app.py": source, "tests/test_a.py": tests, "versions/a.py": revision})
    ).of
    assert {population.name: len(of(population)) for population in Population} == {
        "ROUTE": 2,
        "READ": 2,
        "WRITE": 1,
        "FUNCTION": 4,
        "MODEL": 1,
        "TABLE": 1,
        "MIGRATION": 1,
        "ROUTER_MODULE": 1,
        "MODULE": 2,
        "TEST": 1,
        "APPLICATION": 1,
    }


@settings(deadline=None)
@given(diagnostics, st.data())
def test_fixing_any_finding_never_lowers_a_score(findings, data):
    before = scores(findings)
    kept = data.draw(st.lists(st.booleans(), min_size=len(findings), max_size=len(findings)))
    after = scores([finding for finding, keep in zip(findings, kept, strict=True) if keep])
    for dimension, score in before.items():
        if score.stars is not None and after[dimension].stars is not None:
            assert after[dimension].stars >= score.stars


@settings(deadline=None)
@given(diagnostics)
def test_stars_are_halves_and_five_means_nothing_found(findings):
    sane = [finding for finding in findings if finding.checker is not CRASHED]
    for score in scores(sane).values():
        if score.stars is None:
            continue
        assert 0 <= score.stars <= 5
        assert score.stars * 2 == int(score.stars * 2)
        assert (score.stars == 5) == (not score.terms)
