"""What every checker owes its readers."""

from __future__ import annotations

import pathlib
import re
import string
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Dimension
from tests.harness import bad, good

CHANGELOG = pathlib.Path(__file__).parent.parent / "CHANGELOG.md"
_AUTHORITIES = (
    "https://owasp.org/",
    "https://cheatsheetseries.owasp.org/",
    "https://fastapi.tiangolo.com/",
    "https://docs.pydantic.dev/",
    "https://docs.sqlalchemy.org/",
    "https://docs.python.org/",
    "https://pyjwt.readthedocs.io/",
    "https://www.python-httpx.org/",
    "https://www.starlette.io/",
    "https://starlette.dev/",
)

every_checker = pytest.mark.parametrize("checker", catalog(), ids=lambda checker: checker.code)


def test_codes_are_unique() -> None:
    codes = [checker.code for checker in catalog()]
    assert len(codes) == len(set(codes))


def test_names_are_unique() -> None:
    names = [checker.name for checker in catalog()]
    assert len(names) == len(set(names))


def test_an_option_that_several_checkers_read_means_the_same_to_all() -> None:
    options = {option for checker in catalog() for option in checker.options}
    assert len({option.name for option in options}) == len(options)


@every_checker
def test_the_code_is_one_that_flake8_accepts(checker: Checker[Any]) -> None:
    assert re.fullmatch(r"FAA\d{3}", checker.code)


@every_checker
def test_the_leading_digit_is_the_dimension(checker: Checker[Any]) -> None:
    assert int(checker.code[3]) == checker.dimension.digit


@every_checker
def test_the_module_is_named_after_the_checker(checker: Checker[Any]) -> None:
    module = checker.check.__module__.split(".")
    assert module[-2:] == [checker.dimension.package, checker.name.replace("-", "_")]


@every_checker
def test_the_message_is_one_short_sentence_without_a_full_stop(checker: Checker[Any]) -> None:
    assert 0 < len(checker.message) <= 100
    assert not checker.message.endswith(".")
    assert "\n" not in checker.message


@every_checker
def test_the_advice_is_a_sentence(checker: Checker[Any]) -> None:
    assert checker.advice.endswith(".")
    assert "\n" not in checker.advice


@every_checker
def test_message_and_advice_are_templates_over_names(checker: Checker[Any]) -> None:
    for template in (checker.message, checker.advice):
        holes = [name for _, name, _, _ in string.Formatter().parse(template) if name is not None]
        assert all(hole.isidentifier() for hole in holes)


@every_checker
def test_the_story_opens_with_one_sentence(checker: Checker[Any]) -> None:
    title, _, rest = checker.story.partition("\n")
    assert title.endswith(".")
    assert rest.startswith("\n")


@every_checker
def test_the_story_shows_bad_and_good(checker: Checker[Any]) -> None:
    assert good(checker) != bad(checker)


@every_checker
def test_the_story_says_when_the_checker_stays_silent(checker: Checker[Any]) -> None:
    assert re.search(r"\n\nSilent\b", checker.story)


@every_checker
def test_references_are_addresses(checker: Checker[Any]) -> None:
    assert all(re.fullmatch(r"https://[^\s<>()]+", address) for address in checker.references)


@pytest.mark.parametrize(
    "checker",
    [checker for checker in catalog() if checker.dimension is Dimension.SECURITY],
    ids=lambda checker: checker.code,
)
def test_a_security_checker_names_the_weakness_and_who_explains_it(checker: Checker[Any]) -> None:
    assert checker.cwe
    assert any(address.startswith(_AUTHORITIES) for address in checker.references), (
        "refer to OWASP or to the documentation of the library"
    )


@every_checker
def test_the_changelog_mentions_the_checker(checker: Checker[Any]) -> None:
    assert checker.code in CHANGELOG.read_text(encoding="utf-8")
