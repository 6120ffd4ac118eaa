"""``make new-checker`` begins a checker that runs, and the tests tell what it lacks."""

from __future__ import annotations

import pathlib
import re
import shutil
import sys

import pytest

from tests.commands import run
from tests.new_checker import Refused, files

ROOT = pathlib.Path(__file__).resolve().parents[1]
PARTS = ("flake8_fastapi_arch", "tests", "docs", "pyproject.toml", "CHANGELOG.md")
# The logic, the page, the line in the changelog and the place in a guide.
MISSING = {
    "test_bad_example_is_flagged_exactly_where_marked",
    "test_case_is_flagged_exactly_where_marked",
    "test_a_guide_teaches_the_practice_behind_the_checker",
    "test_the_changelog_mentions_the_checker",
    "test_the_page_is_what_the_checker_says",
}


@pytest.mark.parametrize(
    "code, name, reason",
    [
        ("FAA999", "anything", "the dimension's digit"),
        ("faa128", "anything", "the dimension's digit"),
        ("FAA101", "anything", "that code is taken"),
        ("FAA199", "verb-in-path", "there is a checker of that name"),
        ("FAA199", "Verb In Path", "words of small letters"),
    ],
)
def test_a_checker_that_cannot_be_is_refused(code: str, name: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        files(code, name)


@pytest.mark.slow
def test_a_new_checker_runs_and_the_tests_tell_what_is_missing(tmp_path) -> None:
    for part in PARTS:
        source, ignore = ROOT / part, shutil.ignore_patterns("__pycache__", "cases")
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / part, **({"ignore": ignore} if source.is_dir() else {}))
    arguments = ("FAA199", "something-new")
    begun = run(sys.executable, "-m", "tests.new_checker", *arguments, cwd=tmp_path)
    assert begun.code == 0, begun.err
    modules = ("test_catalog", "test_cases", "test_examples", "test_docs", "test_guides")
    ran = run(
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "FAA199"),
        *(f"tests/{module}.py" for module in modules),
        cwd=tmp_path,
    )
    failed = set(re.findall(r"^FAILED tests/\w+\.py::(\w+)", ran.out, re.MULTILINE))
    assert failed == MISSING, ran.out
    assert " passed" in ran.out
