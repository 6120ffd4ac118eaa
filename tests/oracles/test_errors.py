"""What the checkers of error handling say is seen to happen: which status the client gets.

The examples are those of the checkers' stories and cases.
"""

from __future__ import annotations

import pathlib

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")

from flake8_fastapi_arch.catalog import catalog
from tests.harness import bad, case, good
from tests.oracles.test_authentication import answer

CHECKERS = {checker.code: checker for checker in catalog()}
CASES = pathlib.Path(__file__).parents[1] / "cases"


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("code", "call", "before", "after"),
    [
        ("FAA512", "GET /books", 200, 500),  # there is no such table
        ("FAA514", "GET /books/2", 500, 404),
        ("FAA515", "GET /books", 200, 200),
        ("FAA516", "GET /books/2", 503, 404),
        ("FAA517", "GET /books/2", 500, 404),
        ("FAA519", "GET /books/2", 500, 404),
        ("FAA519", "GET /books/1?pages=100", 500, 422),
        ("FAA526", "GET /books", 500, 401),
        ("FAA527", "GET /currency", 422, 200),
        ("FAA528", "GET /books", 200, 401),
    ],
)
def test_the_client_gets_the_status_that_the_story_tells(
    tmp_path: pathlib.Path, code: str, call: str, before: int, after: int
) -> None:
    for name, sources, expected in (
        ("bad", bad(CHECKERS[code]), before),
        ("good", good(CHECKERS[code]), after),
    ):
        (tmp_path / name).mkdir()
        assert answer(sources, tmp_path / name, call)[0] == expected


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("name", "call", "expected"),
    [
        ("FAA514/an_answer_that_must_not_be_none", "GET /books/2", 500),
        ("FAA514/an_answer_that_must_not_be_none", "GET /maybe/2", 200),
        ("FAA514/an_answer_that_must_not_be_none", "GET /plain/2", 200),
        ("FAA514/a_query_parameter_read_by_hand", "GET /challenge", 500),
        ("FAA516/a_success_instead", "GET /-1", 200),
        ("FAA516/a_success_instead", "GET /logged/-1", 200),
        ("FAA516/a_subclass_from_three_calls_away", "GET /-1", 500),
        ("FAA516/a_clause_that_takes_it_out_before", "GET /-1", 404),
        ("FAA516/a_clause_that_asks_what_it_caught", "GET /-1", 404),
        ("FAA517/a_handler_for_a_base_in_a_table", "GET /books/2", 404),
        ("FAA517/handlers_registered_in_a_loop", "GET /books/2", 404),
        ("FAA517/a_middleware_that_catches", "GET /books/2", 404),
        ("FAA517/a_dependency_with_yield_that_catches", "GET /books/2", 404),
        ("FAA517/a_decorator_that_catches", "GET /books/2", 404),
        ("FAA517/a_context_manager_that_catches", "GET /books/2", 404),
        ("FAA517/raised_in_a_background_task", "POST /books/2", 200),
        ("FAA517/answered_elsewhere_but_not_here", "PUT /books/2?title=a", 200),
        ("FAA517/a_broad_clause_before_the_registered_handler", "GET /books/2", 500),
        ("FAA517/a_handler_that_answers_everything_with_500", "GET /books/2", 500),
        ("FAA517/a_handler_that_answers_everything_with_500", "GET /readers/2", 404),
        ("FAA517/a_row_that_must_be_there", "GET /books/2", 500),
        ("FAA517/a_row_that_must_be_there", "GET /queried/2", 500),
        ("FAA517/a_row_that_must_be_there", "GET /chosen/2", 500),
        ("FAA517/a_row_that_must_be_there", "GET /caught/2", 404),
        ("FAA517/a_row_that_must_be_there", "GET /count/2", 200),
        ("FAA517/a_text_that_is_no_such_value", "GET /books/x", 500),
        ("FAA517/a_text_that_is_no_such_value", "GET /since?day=x", 500),
        ("FAA517/a_text_that_is_no_such_value", "GET /ordered?order=x", 500),
        ("FAA517/a_text_that_is_no_such_value", "GET /typed/x", 422),
        ("FAA517/a_text_that_is_no_such_value", "GET /patterns/x", 422),
        ("FAA517/a_value_error_that_another_handler_answers", "GET /books?query=a", 400),
        ("FAA517/a_value_error_that_another_handler_answers", "GET /books/first?query=a", 500),
        ("FAA526/a_middleware_that_is_a_class", "GET /books", 500),
        ("FAA526/a_middleware_that_is_a_class", "GET /tea", 500),
        ("FAA526/a_middleware_that_is_a_class", "GET /gate", 500),
        ("FAA526/caught_in_the_middleware_itself_or_around", "GET /books", 401),
        ("FAA526/caught_on_the_way", "GET /books", 401),
        ("FAA526/a_handler_for_all_exceptions", "GET /books", 401),
        ("FAA526/middleware_of_a_mount_and_of_no_app", "GET /shelf/", 401),
    ],
)
def test_the_cases_are_true(tmp_path: pathlib.Path, name: str, call: str, expected: int) -> None:
    sources = case(CASES / f"{name}.py")
    assert answer(sources, tmp_path, call, module=next(iter(sources))[:-3])[0] == expected
