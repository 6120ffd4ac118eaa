"""The examples in the checkers' stories tell the truth."""

from __future__ import annotations

from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, When
from tests.harness import bad, flagged, good, marked

UNASKED = tuple(checker for checker in catalog() if checker.when is not When.ASKED)

every_checker = pytest.mark.parametrize("checker", catalog(), ids=lambda checker: checker.code)


@every_checker
def test_bad_example_is_flagged_exactly_where_marked(checker: Checker[Any]) -> None:
    assert marked(bad(checker))
    assert flagged(bad(checker), [checker]) == marked(bad(checker))


@every_checker
def test_good_example_satisfies_the_checker_and_all_that_speak_unasked(
    checker: Checker[Any],
) -> None:
    assert flagged(good(checker), {checker, *UNASKED}) == set()
