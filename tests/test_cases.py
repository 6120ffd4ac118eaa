"""Every case is flagged exactly where it says, and nowhere else."""

from __future__ import annotations

import pathlib

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import case, flagged, marked

CASES = pathlib.Path(__file__).parent / "cases"
CHECKERS = {checker.code: checker for checker in catalog()}


def cases(code: str) -> list[pathlib.Path]:
    """The cases of one checker, by name."""
    return sorted(path for path in (CASES / code).glob("*") if path.name[0] not in "._")


@pytest.mark.parametrize(
    "path",
    [path for code in CHECKERS for path in cases(code)],
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_case_is_flagged_exactly_where_marked(path: pathlib.Path) -> None:
    sources, checker = case(path), CHECKERS[path.parent.name]
    assert {code for _, _, code in marked(sources)} <= {checker.code}
    assert flagged(sources, [checker]) == marked(sources)


@pytest.mark.parametrize("code", CHECKERS)
def test_every_checker_has_a_case_that_speaks_and_one_that_stays_silent(code: str) -> None:
    assert {bool(marked(case(path))) for path in cases(code)} == {True, False}


def test_every_directory_of_cases_belongs_to_a_checker() -> None:
    assert {path.name for path in CASES.glob("FAA*")} <= set(CHECKERS)
