"""The guides teach what runs.

The fences of a guide make one project, which grows from section to section. After each section
that project raises no finding, every module of it imports, its tests pass, and the application
answers as the section says.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import sys
from collections.abc import Iterator

import pyflakes.checker
import pytest
from fastapi.testclient import TestClient

from docs.guides import GUIDES, Section, section_about, sections
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import When
from tests.commands import run, write
from tests.harness import Sources, fences, flagged, marked

UNASKED = tuple(checker for checker in catalog() if checker.when is not When.ASKED)
_BAD = re.compile(r"^Bad:$.*?(?=^Good:$)", re.DOTALL | re.MULTILINE)
_SESSION = re.compile(r"^```pycon\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def steps() -> Iterator[tuple[Section, Sources, Sources]]:
    """Each section with the project as it is after it, and with what the section calls bad."""
    for guide in GUIDES:
        project: dict[str, str] = {}
        for section in sections(guide):
            bad = {**project, **fences(section.text.partition("\nGood:\n")[0])}
            project = {**project, **fences(_BAD.sub("", section.text))}
            yield section, project, bad


STEPS = [
    pytest.param(*step, id=f"{step[0].guide.stem}: {step[0].title}")
    for step in steps()
    if fences(step[0].text)
]
every_step = pytest.mark.parametrize("section, project, bad", STEPS)


@every_step
def test_what_is_bad_is_flagged_where_it_is_marked(section, project, bad) -> None:
    codes = {code for _, _, code in marked(bad)}
    assert bool(codes) == ("Bad:\n" in section.text)
    assert codes <= set(section.codes)
    assert flagged(bad, [c for c in catalog() if c.code in codes]) == marked(bad)


@every_step
def test_what_is_good_raises_no_finding(section, project, bad) -> None:
    assert flagged(project, UNASKED) == set()
    for path, source in project.items():
        if path.endswith(".py"):
            assert pyflakes.checker.Checker(ast.parse(source), path).messages == []


@every_step
def test_what_is_good_runs_and_answers_as_it_says(section, project, bad, tmp_path, monkeypatch):
    write(tmp_path, project)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        for path in sorted(project):
            if path.startswith("app/") and path.endswith(".py"):
                importlib.import_module(path.removesuffix(".py").replace("/", "."))
        session = "".join(_SESSION.findall(section.text))
        if session:
            ask(session, section)
    finally:
        for name in [name for name in sys.modules if name.split(".")[0] == "app"]:
            del sys.modules[name]
    if any(path.startswith("tests/") for path in fences(section.text)):
        ran = run(
            sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", cwd=tmp_path
        )
        assert ran.code == 0, ran.out + ran.err


def ask(session: str, section: Section) -> None:
    """Run the interactive *session*, in which ``client`` asks the application."""
    main = importlib.import_module("app.main")
    with TestClient(main.app) as client:
        test = doctest.DocTestParser().get_doctest(
            session, {"client": client}, section.title, str(section.guide), 0
        )
        told: list[str] = []
        flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
        doctest.DocTestRunner(optionflags=flags, verbose=False).run(test, out=told.append)
    assert not told, "".join(told)


@pytest.mark.parametrize("checker", catalog(), ids=lambda checker: checker.code)
def test_a_guide_teaches_the_practice_behind_the_checker(checker) -> None:
    section = section_about(checker.code)
    assert section is not None, "name the code at the end of the section that teaches it"
    assert section.guide.stem == checker.dimension.package


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_each_section_ends_with_the_codes_that_check_it(guide) -> None:
    assert [section.title for section in sections(guide) if not section.codes] == []
