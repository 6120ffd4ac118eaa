"""``fastapi-arch report``: what part of the review is asked for, and in which depth."""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys

import pytest

from tests.commands import SHOP, fastapi_arch, write

BOOKSTORE = pathlib.Path(__file__).parent.parent / "examples" / "bookstore"


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shop"), SHOP)


def codes(markdown):
    return set(re.findall(r"^#### (FAA\d+)", markdown, re.MULTILINE))


def scores(markdown):
    return re.findall(r"^\| ([^|]+) \| ([⭐½☆]+|not judged) \|", markdown, re.MULTILINE)


def test_one_dimension_alone(shop):
    everything = fastapi_arch("report", cwd=shop).out
    alone = fastapi_arch("report", "--dimension", "async_performance", cwd=shop).out
    assert codes(alone) == {code for code in codes(everything) if code.startswith("FAA4")}
    assert scores(alone) == [
        score for score in scores(everything) if score[0] == "Async Performance"
    ]
    assert "This is a part of the review: Async Performance" in alone


def test_some_checkers_alone(shop):
    alone = fastapi_arch("report", "--only", "faa401,FAA40", "--only=FAA109", cwd=shop).out
    assert codes(alone) == {"FAA401", "FAA402", "FAA109"}


@pytest.mark.parametrize("path", ["app/routers/users.py", "*/users.py"])
def test_one_file_alone(shop, path):
    ran = fastapi_arch("report", "--path", path, "--format=json", cwd=shop)
    places = {
        place["path"]
        for dimension in json.loads(ran.out)["dimensions"]
        for issue in dimension["issues"]
        for place in issue["locations"]
    }
    assert places == {"app/routers/users.py"}


def test_paths_are_those_of_the_working_directory(shop):
    ran = fastapi_arch("report", "--path", "users.py", "..", cwd=shop / "app/routers")
    assert "`app/routers/users.py:10`" in ran.out
    assert "`app/routers/orders.py" not in ran.out


def test_lists_and_exit_code_are_about_the_same_part(shop):
    ran = fastapi_arch("report", "--only=FAA402", "--format=gitlab", cwd=shop)
    assert {record["check_name"] for record in json.loads(ran.out)} == {"FAA402"}
    assert ran.code == 1
    assert fastapi_arch("report", "--only=FAA3", cwd=shop).code == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--only", "FAA77"], "--only FAA77: no checker has such a code"),
        (["--path", "app/nowhere.py"], "--path app/nowhere.py: the project in"),
        (["--dimension", "beauty"], "invalid choice: 'beauty'"),
    ],
)
def test_a_part_that_there_is_not_is_told(shop, arguments, reason):
    ran = fastapi_arch("report", *arguments, cwd=shop)
    assert ran.code == 2
    assert reason in ran.err
    assert ran.out == ""


def test_scores_are_explained_term_by_term(shop):
    plain = fastapi_arch("report", cwd=shop).out
    explained = fastapi_arch("report", "--explain-scores", cwd=shop).out
    assert "### How the Scores Come About" not in plain
    row = r"^\| (FAA\d+) \S+ \| [^|]+ \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$"
    rows = re.findall(row, explained, re.MULTILINE)
    assert {code for code, *_ in rows} == codes(plain)
    for _, share, weight, factor in rows:
        assert float(factor) == pytest.approx(1 - float(weight) * float(share) ** 0.5, abs=0.002)


def test_progress_is_shown_in_a_terminal_alone(shop):
    pty = pytest.importorskip("pty", reason="terminals are made by Unix")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "flake8_fastapi_arch", "report", "--no-cache"]
    terminal = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command, cwd=shop, stdout=subprocess.PIPE, stderr=follower, env=terminal
    ) as process:
        os.close(follower)
        drawn = read_all(leader)
        out = process.communicate()[0].decode()
    assert "users.py" in drawn or "reading the project" in drawn
    assert out.startswith("# Backend Architecture Review Report\n")
    assert "\x1b" not in out
    assert fastapi_arch("report", "--no-cache", cwd=shop).err == ""


def read_all(terminal):
    drawn = b""
    with contextlib.suppress(OSError):  # Linux says so when the other side is closed
        while chunk := os.read(terminal, 4096):
            drawn += chunk
    os.close(terminal)
    return drawn.decode("utf-8", "replace")


def test_the_summary_fits_on_a_screen_and_leads_to_the_rest():
    ran = fastapi_arch("report", "--exit-zero", "--format=summary", cwd=BOOKSTORE)
    assert len(ran.lines) < 50
    assert len(scores(ran.out)) == 6
    assert "## What to Do First: P0" in ran.lines
    assert any(line.startswith("- **FAA305** `app/config.py:13` ") for line in ran.lines)
    assert "- `fastapi-arch report -o review.md`: the whole review" in ran.lines


def test_the_summary_of_a_project_without_findings(tmp_path):
    write(tmp_path, {"app.py": "x = 1\n"})
    ran = fastapi_arch("report", "--format=summary", cwd=tmp_path)
    assert (ran.code, ran.err.count("\n")) == (0, 1)
    assert "No issues found." in ran.lines
