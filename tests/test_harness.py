"""The harness reads stories, marks and options as it says, and lets no failure pass."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flake8_fastapi_arch.checker import (
    Checker,
    Dimension,
    Impact,
    Match,
    Option,
    Priority,
    When,
    at,
)
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from tests.harness import bad, case, diagnostics, flagged, good, marked

STORY = '''A function's name is longer than the project allows.

Bad:

```python title="app/main.py"
# options: max-length=4
def short(): ...  # FAA998


def tiny(): ...
```

```toml title="pyproject.toml"
[project]
dependencies = ["fastapi==0.120.0"]
```

An illustration without a title is no file:

```python
def quite_long(): ...
```

Good:

```python title="app/main.py"
# options: max-length=4
def tiny(): ...
```

Silent where the name is short.

```python title="app/never.py"
def quite_long(): ...
```
'''


def long_names(function: Function, context: Context) -> Iterator[Match]:
    limit = context.options["max-length"]
    assert isinstance(limit, int)
    if len(function.name) > limit and function.name not in context.options["allowed-names"]:
        yield at(function, name=function.name)


LONG_NAME: Checker[Any] = Checker(
    code="FAA998",
    name="long-name",
    dimension=Dimension.CODE_ORGANIZATION,
    pattern="",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ALWAYS,
    subject=Function,
    message="`{name}` is too long",
    advice="Shorten `{name}`.",
    story=STORY,
    options=(
        Option("max-length", 8, "longest name"),
        Option("allowed-names", (), "names of any length"),
    ),
    check=long_names,
)


def checker_that(check: Callable[[Function, Context], Iterator[Match]]) -> Checker[Any]:
    return dataclasses.replace(LONG_NAME, check=check)


def test_a_story_holds_files_of_every_kind():
    assert bad(LONG_NAME).keys() == {"app/main.py", "pyproject.toml"}
    assert bad(LONG_NAME)["pyproject.toml"].startswith("[project]\n")


def test_good_repeats_only_what_changes_and_ends_where_silence_begins():
    assert good(LONG_NAME).keys() == bad(LONG_NAME).keys()
    assert good(LONG_NAME)["pyproject.toml"] == bad(LONG_NAME)["pyproject.toml"]
    assert "short" not in good(LONG_NAME)["app/main.py"]


def test_the_story_of_the_sample_checker_is_true():
    assert marked(bad(LONG_NAME)) == {("app/main.py", 2, "FAA998")}
    assert flagged(bad(LONG_NAME), [LONG_NAME]) == marked(bad(LONG_NAME))
    assert flagged(good(LONG_NAME), [LONG_NAME]) == set()


@pytest.mark.parametrize("heading", ["Bad", "Good"])
def test_a_story_without_examples_is_refused(heading):
    for story in (STORY.replace(f"{heading}:", ""), f"Wrong.\n\nBad:\n\nGood:\n\n{heading}:\n"):
        with pytest.raises(ValueError, match=r"FAA998: .*(Bad|Good):"):
            good(dataclasses.replace(LONG_NAME, story=story))


def test_marks_stand_at_the_end_of_a_line_and_may_name_several_codes():
    source = "a()  # FAA401\nb()  # FAA401, FAA402\nc()  # noqa: FAA403\n# FAA404 is a code\n"
    assert marked({"a.py": source}) == {
        ("a.py", 1, "FAA401"),
        ("a.py", 2, "FAA401"),
        ("a.py", 2, "FAA402"),
    }


def test_options_default_to_what_the_checker_declares():
    assert flagged({"a.py": "def nine_char(): ...\n"}, [LONG_NAME]) == {("a.py", 1, "FAA998")}
    assert flagged({"a.py": "def eight_ch(): ...\n"}, [LONG_NAME]) == set()


def test_options_take_the_type_of_their_default_and_hold_for_the_whole_project():
    sources = {
        "a.py": "# options: max-length=2; allowed-names=read, write\n",
        "b.py": "def read(): ...\ndef write(): ...\ndef go(): ...\ndef stop(): ...\n",
    }
    assert flagged(sources, [LONG_NAME]) == {("b.py", 4, "FAA998")}


def test_an_option_that_nobody_reads_is_refused():
    with pytest.raises(ValueError, match="max-lenght"):
        flagged({"a.py": "# options: max-lenght=2\n"}, [LONG_NAME])


def test_settings_of_the_project_may_be_written_like_options():
    seen = []

    def look(function: Function, context: Context) -> Iterator[Match]:
        seen.append((context.project.settings.public_routes, context.project.settings.source_roots))
        yield from ()

    source = "# options: public-routes=GET /a: open, GET /b: too; source-roots=src\ndef f(): ...\n"
    assert flagged({"a.py": source}, [checker_that(look)]) == set()
    assert seen == [(("GET /a: open", "GET /b: too"), ("src",))]


def test_a_checker_that_crashes_fails_its_test():
    def crash(function: Function, context: Context) -> Iterator[Match]:
        raise LookupError(function.name)

    with pytest.raises(AssertionError, match=r"FAA998.*LookupError: f"):
        flagged({"a.py": "def f(): ...\n"}, [checker_that(crash)])


def test_a_checker_that_crashes_is_told_at_the_top_and_the_others_go_on():
    def crash(function: Function, context: Context) -> Iterator[Match]:
        raise LookupError(function.name)

    def find(function: Function, context: Context) -> Iterator[Match]:
        yield at(function, name=function.name)

    sources = {"a.py": "\n\ndef f(): ...\n"}
    found = list(diagnostics(sources, [checker_that(find), checker_that(crash)]))
    places = [(d.checker.code, d.match.line, d.match.col) for d in found]
    assert places == [("FAA000", 1, 0), ("FAA998", 3, 0)]


def test_a_checker_that_repeats_itself_fails_its_test():
    def twice(function: Function, context: Context) -> Iterator[Match]:
        yield at(function, name=function.name)
        yield at(function, name=function.name)

    with pytest.raises(AssertionError, match="said twice"):
        flagged({"a.py": "def f(): ...\n"}, [checker_that(twice)])


def test_a_source_that_does_not_parse_must_say_so():
    with pytest.raises(SyntaxError):
        flagged({"a.py": "def f(:\n"}, [LONG_NAME])
    sources = {"a.py": "# does not parse\ndef f(:\n", "b.py": "def nine_char(): ...  # FAA998\n"}
    assert flagged(sources, [LONG_NAME]) == marked(sources)


def test_a_case_is_a_file_or_a_directory_with_all_its_files(tmp_path):
    (tmp_path / "app" / "__pycache__").mkdir(parents=True)
    (tmp_path / "app" / "main.py").write_text("x = 1\n")
    (tmp_path / "app" / "__pycache__" / "main.pyc").write_bytes(b"\xff\x00")
    (tmp_path / "requirements.txt").write_text("fastapi==0.120.0\n")
    assert case(tmp_path / "app" / "main.py") == {"main.py": "x = 1\n"}
    assert case(tmp_path) == {
        "app/main.py": "x = 1\n",
        "requirements.txt": "fastapi==0.120.0\n",
    }


def test_files_that_are_not_python_lie_on_disk_beside_the_sources():
    read = []

    def look(function: Function, context: Context) -> Iterator[Match]:
        read.append((context.project.root / "requirements.txt").read_text())
        yield from ()

    sources = {"app/a.py": "def f(): ...\n", "requirements.txt": "fastapi==0.120.0\n"}
    assert flagged(sources, [checker_that(look)]) == set()
    assert read == ["fastapi==0.120.0\n"]
