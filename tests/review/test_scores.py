"""Scores follow shares: explained, fair to large projects, and no repair ever lowers one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch.checker import Dimension
from flake8_fastapi_arch.review.review import build_review
from flake8_fastapi_arch.review.scores import size
from tests.review.world import (
    BLOCKING,
    CHECKERS,
    CRASHED,
    FAT,
    LONG_MODULE,
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
    assert score.note == "nothing found in 16 route handlers"


@pytest.mark.parametrize(
    ("by", "affected", "stars"),
    [
        (BLOCKING, 1, 3.5),  # 5 * (1 - sqrt(1/16)) = 3.75
        (BLOCKING, 4, 2.5),
        (BLOCKING, 16, 0),
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
    places = "1 place" if affected == 1 else f"{affected} places"
    assert score.note == f"{by.code} {by.name} weighs most: {places} to 16 route handlers"


def test_checkers_multiply_and_the_heaviest_is_named():
    findings = [found(FAT, line=line) for line in range(4)] + [found(LONG_MODULE)]
    score = scores(findings)[Dimension.CODE_ORGANIZATION]
    assert [term.factor for term in score.terms] == pytest.approx([0.8, 0.9])
    assert score.stars == 3.5  # 5 * 0.8 * 0.9 = 3.6
    assert score.note.startswith("FAA501")
    assert score.terms[1].noun == "router module"


def test_many_findings_in_one_handler_affect_one_handler():
    once = [found(BLOCKING, line=1, scope="f")]
    often = [found(BLOCKING, line=line, scope="f") for line in range(10)]
    assert scores(once) == scores(often)


def test_a_larger_project_with_the_same_share_has_the_same_score():
    large = project({"a.py": handlers(80), "b.py": handlers(80)})
    small = scores([found(FAT, line=line) for line in range(4)])
    ten_times = scores([found(FAT, line=line) for line in range(40)], large)
    assert small[FAT.dimension].stars == ten_times[FAT.dimension].stars


def test_not_judged_without_a_checker():
    score = scores([], checkers=[BLOCKING])[Dimension.SECURITY]
    assert score.stars is None
    assert score.note == "no checker of this dimension ran"


def test_not_judged_without_handlers():
    for score in scores([found(BLOCKING)], project({"app.py": "x = 1\n"})).values():
        assert score.stars is None
        assert score.note == "no route handlers found"


def test_a_file_in_which_a_check_failed_is_no_subject():
    two = project({"app/main.py": handlers(16), "app/users.py": handlers(4)})
    crash = found(CRASHED, "app/users.py")
    score = scores([crash], two)[Dimension.SECURITY]
    assert score.note == "nothing found in 16 route handlers; 1 file not fully checked"
    score = scores([crash, found(CRASHED, "app/main.py")], two)[Dimension.SECURITY]
    assert score.stars is None
    assert score.note == "no route handlers found; 2 files not fully checked"


def test_tests_are_neither_subjects_nor_affected():
    mixed = project({"app/main.py": handlers(16), "tests/test_app.py": handlers(100)})
    assert size(mixed).handlers == 16
    in_tests = [found(by, "tests/test_app.py") for by in (BLOCKING, UNTESTED)]
    assert scores(in_tests, mixed)[Dimension.ASYNC_PERFORMANCE].stars == 5
    assert scores(in_tests, mixed)[Dimension.TESTING].stars == 4.5


def test_what_counts_as_a_handler():
    source = """
@router.post(path="/a")
async def a(): ...

@router.get(PATH)
@router.get("")
def b(): ...

@mock.patch("app.main.a")
def patched(): ...

@app.middleware("http")
def middleware(): ...

class Views:
    @router.delete("/c")
    def c(self): ...
"""
    assert size(project({"app.py": source})).handlers == 3


@settings(deadline=None)
@given(diagnostics, st.data())
def test_fixing_any_finding_never_lowers_a_score(findings, data):
    before = scores(findings)
    kept = data.draw(st.lists(st.booleans(), min_size=len(findings), max_size=len(findings)))
    after = scores([finding for finding, keep in zip(findings, kept, strict=True) if keep])
    for dimension, score in before.items():
        if score.stars is not None:
            assert after[dimension].stars >= score.stars


@settings(deadline=None)
@given(diagnostics)
def test_stars_are_halves_and_five_means_nothing_found(findings):
    sane = [finding for finding in findings if finding.checker is not CRASHED]
    for score in scores(sane).values():
        assert 0 <= score.stars <= 5
        assert score.stars * 2 == int(score.stars * 2)
        assert (score.stars == 5) == (not score.terms)
