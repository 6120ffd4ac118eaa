"""The plan names root causes that the findings betray, and no others."""

from __future__ import annotations

import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Priority, When
from flake8_fastapi_arch.review.plan import CAUSES, Horizon
from flake8_fastapi_arch.review.review import build_review
from tests.review.world import BLOCKING, FAT, LONG_MODULE, OPEN, checker, found, project

NOTHING = project({})


def recommended(*findings):
    return build_review(findings, NOTHING).recommendations


def test_nothing_found_nothing_recommended():
    assert recommended() == ()


def test_one_fat_handler_needs_no_service_layer():
    assert recommended(found(FAT)) == ()


def test_several_fat_handlers_share_a_cause_and_say_where_to_begin():
    [layer] = recommended(
        found(FAT, "app/users.py"),
        found(FAT, "app/orders.py", 1),
        found(FAT, "app/orders.py", 9),
        found(LONG_MODULE, "app/orders.py", 1),
    )
    assert layer.horizon is Horizon.MEDIUM
    assert layer.action == "Introduce a service layer"
    assert layer.codes == ("FAA501", "FAA503")
    assert layer.count == 4
    assert layer.files == (("app/orders.py", 3), ("app/users.py", 1))


@pytest.mark.parametrize(
    ("code", "horizon", "action"),
    [
        ("FAA402", Horizon.SHORT, "Move blocking work off the event loop"),
        ("FAA204", Horizon.MEDIUM, "Decide in the repositories what is loaded"),
        ("FAA151", Horizon.MEDIUM, "Split the models into Create, Update and Read"),
        ("FAA302", Horizon.MEDIUM, "Make authentication the default"),
        ("FAA504", Horizon.LONG, "Draw the layers and hold to them"),
    ],
)
def test_named_cause(code, horizon, action):
    findings = [found(checker(code, "x", "high", "P0"), line=line) for line in range(3)]
    assert (horizon, action) in {(r.horizon, r.action) for r in recommended(*findings)}


def test_the_gravest_comes_first_within_its_horizon():
    findings = [found(BLOCKING), *(found(OPEN, line=line) for line in range(2))]
    short = [r.codes for r in recommended(*findings) if r.horizon is Horizon.SHORT]
    assert short == [("FAA301",), ("FAA401",)]


def test_priorities_put_the_most_affected_first():
    findings = [found(BLOCKING), found(OPEN), found(OPEN, line=2), found(LONG_MODULE)]
    review = build_review(findings, NOTHING)
    codes = {
        checklist.priority: [i.code for i in checklist.issues] for checklist in review.checklists
    }
    assert codes == {
        Priority.P0: ["FAA301", "FAA401"],
        Priority.P1: [],
        Priority.P2: ["FAA503"],
    }


def test_every_checker_that_speaks_unasked_has_a_cause():
    codes = tuple(code for cause in CAUSES for code in cause.codes)
    speaking = {c.code for c in catalog() if c.when is not When.ASKED}
    assert {code for code in speaking if not code.startswith(codes)} == set()


def test_no_two_causes_give_the_same_advice():
    assert len({cause.action for cause in CAUSES}) == len(CAUSES)
