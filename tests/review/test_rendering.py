"""The report's format, whole and empty; the same for the same findings; safe against its input."""

from __future__ import annotations

import json
import pathlib
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flake8_fastapi_arch.checker import Related
from flake8_fastapi_arch.review import to_json, to_markdown
from flake8_fastapi_arch.review.review import build_review
from flake8_fastapi_arch.writing import markdown
from tests.review.world import (
    BLOCKING,
    CHECKERS,
    CRASHED,
    FAT,
    OPEN,
    UNDOCUMENTED,
    diagnostics,
    found,
    handlers,
    project,
)

HERE = pathlib.Path(__file__).parent
APP = project({"app/main.py": "import sqlalchemy\n" + handlers(16)})
HEADINGS = [
    "# Backend Architecture Review Report",
    "## Project Overview",
    "## Architecture Scores",
    "## Issues Found",
    "### API Design Related",
    "### Data Architecture Related",
    "### Security Related",
    "### Async Performance Related",
    "### Code Organization Related",
    "### Testing & Quality Related",
    "## Improvement Priorities",
    "### P0 (Must fix immediately)",
    "### P1 (Should fix short-term)",
    "### P2 (Medium to long-term optimization)",
    "## Architecture Recommendations",
    "### Short-term Improvements",
    "### Medium-term Optimizations",
    "### Long-term Planning",
]
HOSTILE = [
    "a|b.py",
    "a`b``c.py",
    "`",
    "``",
    "<script>alert(1)</script>",
    "<!--",
    "\x1b[31mred\x1b[0m",
    "line\nbreak\r\n# heading",
    "[link](javascript:alert(1))",
    "![image](x)",
    "&lt;b&gt;",
    "*a* _b_ __c__ ~~d~~ $e$",
    "\\",
    "\\`",
    "\u202egnp.exe",
    "\udc80",
    "- [ ] task",
    "1. one",
    "---",
    "===",
    "   ",
    "",
]


def report(findings, of=APP, checkers=CHECKERS):
    return to_markdown.render(build_review(findings, of, checkers))


def tokens(report):
    """The report as a CommonMark reader with tables understands it: kind and text of each."""
    parsed = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(report)
    for token in parsed:
        yield token.type, token.content if token.type in ("html_block", "fence") else ""
        for child in token.children or ():
            yield child.type, child.content


def structure(report):
    return [kind for kind, _ in tokens(report) if kind not in ("text", "text_special")]


def headings(report):
    return [line for line in report.splitlines() if re.match("#{1,3} ", line)]


def test_the_whole_format():
    findings = [
        found(BLOCKING, line=3, what="time.sleep", related=(Related("app/x.py", 7, "calls it"),)),
        found(BLOCKING, "app/users.py", 9, "requests.get"),
        found(OPEN, line=3),
        found(UNDOCUMENTED, line=3),
        *(found(FAT, line=line, what="create") for line in range(1, 24)),
        found(CRASHED, "app/users.py", what="`FAA404` failed on this file"),
    ]
    assert report(findings) == (HERE / "report.md").read_text(encoding="utf-8")


def test_every_section_stands_in_an_empty_report():
    empty = report([], project({}), [])
    assert headings(empty) == [*HEADINGS, "## What This Review Could Not See"]
    assert empty.count("| not judged | no checker of this dimension ran |") == 6
    assert empty.count("No issues found.") == 1
    assert empty.count("Not judged.") == 6
    assert empty.count("Nothing to do.") == 6


@settings(deadline=None)
@given(diagnostics, st.randoms(use_true_random=False))
def test_order_of_the_findings_does_not_show(findings, generator: random.Random):
    shuffled = generator.sample(findings, len(findings))
    first, second = build_review(findings, APP, CHECKERS), build_review(shuffled, APP, CHECKERS)
    assert first == second
    assert to_markdown.render(first) == to_markdown.render(second)
    assert to_json.render(first) == to_json.render(second)


@settings(deadline=None)
@given(diagnostics)
def test_every_finding_is_in_the_report(findings):
    assert headings(report(findings))[: len(HEADINGS)] == HEADINGS
    document = json.loads(to_json.render(build_review(findings, APP, CHECKERS)))
    listed = [
        (issue["code"], place["path"], place["line"])
        for dimension in document["dimensions"]
        for issue in dimension["issues"]
        for place in issue["locations"]
    ]
    listed += [
        ("FAA000", *place["source"].split(":"))
        for gap in document["gaps"]
        if gap["kind"] == "checker-crashed"
        for place in gap["places"]
    ]
    expected = [(d.checker.code, d.path, d.match.line) for d in findings]
    assert sorted((a, b, int(c)) for a, b, c in listed) == sorted(expected)


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(
    "finding",
    [
        lambda words: found(BLOCKING, path=words),
        lambda words: found(BLOCKING, what=words),
        lambda words: found(CRASHED, what=words),
        lambda words: found(CRASHED, path=words),
        lambda words: found(BLOCKING, related=(Related(words, 1, words),)),
    ],
    ids=["path", "detail", "gap", "path-of-gap", "related"],
)
def test_hostile_words_stay_words(hostile, finding):
    assert_harmless(report([finding(hostile)]), report([finding("harmless.py")]))


@settings(deadline=None)
@given(st.text())
def test_no_words_become_markup(words):
    assert_harmless(
        report([found(BLOCKING, words, what=words), found(CRASHED, what=words)]),
        report([found(BLOCKING, "x.py", what="x"), found(CRASHED, what="x")]),
    )


def assert_harmless(hostile, harmless):
    assert hostile.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", hostile)
    assert len(hostile.splitlines()) == len(harmless.splitlines())
    # Words in backticks are code, however many; all else must be as it is for harmless words.
    assert [kind for kind in structure(hostile) if kind != "code_inline"] == [
        kind for kind in structure(harmless) if kind != "code_inline"
    ]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("`time.sleep` blocks; await it", "`time.sleep` blocks; await it"),
        ("reads create_order and _private", r"reads create_order and \_private"),
        ("list[int] | None", r"list\[int\] \| None"),
        ("one ` alone", r"one \` alone"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("two\nlines", "two lines"),
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
    ],
)
def test_running_text(words, shown):
    assert markdown.text(words) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("app/main.py:3", "`app/main.py:3`"),
        ("a`b", "`` a`b ``"),
        ("a\x1b[1m\n", r"`a\x1b[1m\n`"),
        ("\udc80", r"`\udc80`"),
        ("", r"\`\`"),
    ],
)
def test_code_span(words, shown):
    assert markdown.code(words) == shown


def test_json_is_plain_and_versioned():
    findings = [found(BLOCKING, "\udc80\x1b|<b>", what="\u202e")]
    rendered = to_json.render(build_review(findings, APP, CHECKERS))
    assert rendered.isascii()
    assert "\x1b" not in rendered
    document = json.loads(rendered)
    assert document["version"] == 2
    [issue] = document["dimensions"][3]["issues"]
    assert issue["locations"][0]["path"] == "\udc80\x1b|<b>"
    assert document["priorities"] == {"P0": ["FAA401"], "P1": [], "P2": []}
