"""``flake8 --format=fastapi-arch`` and ``report --from-flake8``: the review of what it found."""

from __future__ import annotations

import json
import pathlib

import jsonschema
import pytest

from flake8_fastapi_arch.flake8_run import told_in
from tests.commands import SHOP, fastapi_arch, run, write

SARIF = json.loads((pathlib.Path(__file__).parent / "schemas/sarif-schema-2.1.0.json").read_text())
LONG = f"x = '{'long' * 30}'\n"
SHOP_WITH_LONG_LINE = {**SHOP, "app/long.py": LONG}


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shop"), SHOP_WITH_LONG_LINE)


def flake8(*arguments: str, cwd: pathlib.Path):
    return run("python", "-m", "flake8", *arguments, cwd=cwd)


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_the_review_has_what_flake8_lets_through(shop, jobs):
    ran = flake8("--select=FAA4", "--format=fastapi-arch", jobs, ".", cwd=shop)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("# Backend Architecture Review Report\n")
    assert "`app/helpers.py:5` `wait` calls `time.sleep`" in ran.out  # only the analysis knows
    assert "FAA401" in ran.out and "FAA106" not in ran.out


def test_what_other_plugins_find_is_told_beside_the_review(shop):
    ran = flake8("--select=FAA4,E501", "--format=fastapi-arch", ".", cwd=shop)
    assert ran.code == 1
    assert ran.err.splitlines() == [
        "./app/long.py:1:101: E501 line too long (126 > 100 characters)"
    ]
    assert "E501" not in ran.out


def test_json_is_that_of_the_report(shop):
    ran = flake8("--select=FAA4", "--format=fastapi-arch-json", ".", cwd=shop)
    reported = fastapi_arch("report", "--only=FAA4", "--format=json", ".", cwd=shop)
    ours, theirs = json.loads(ran.out), json.loads(reported.out)
    assert ours.keys() == theirs.keys()
    chapters = [
        [c["issues"] for c in found["dimensions"] if c["issues"]] for found in (ours, theirs)
    ]
    assert chapters[0] == chapters[1] != []


def test_sarif_lists_the_findings_of_all_plugins(shop):
    ran = flake8("--select=FAA4,E501", "--format=fastapi-arch-sarif", ".", cwd=shop)
    log = json.loads(ran.out)
    jsonschema.validate(log, SARIF)
    codes = {result["ruleId"] for result in log["runs"][0]["results"]}
    assert {"FAA401", "FAA402", "E501"} <= codes
    assert ran.err == ""


def test_it_is_written_anew_into_a_file_and_shown_with_tee(shop, tmp_path):
    file = tmp_path / "below" / "review.json"
    options = "--select=FAA4", "--format=fastapi-arch-json", f"--output-file={file}", "."
    for _ in range(2):
        ran = flake8(*options, cwd=shop)
        assert (ran.code, ran.out) == (1, "")
        assert json.loads(file.read_text())["dimensions"]
    assert json.loads(flake8("--tee", *options, cwd=shop).out) == json.loads(file.read_text())


def test_nothing_found_is_a_review_too(shop):
    ran = flake8("--select=FAA4", "--format=fastapi-arch", "app/helpers.py", cwd=shop)
    assert (ran.code, ran.err) == (0, "")
    assert "# Backend Architecture Review Report" in ran.out


def test_statistics_and_counts_do_not_spoil_a_document(shop):
    ran = flake8(
        "--select=FAA401",
        "--format=fastapi-arch-json",
        "--statistics",
        "--benchmark",
        ".",
        cwd=shop,
    )
    assert json.loads(ran.out)
    assert "FAA401" in ran.err and "seconds elapsed" in ran.err


def test_standard_input_is_reviewed_as_it_came(shop):
    text = SHOP["app/routers/users.py"].replace("time.sleep(1)", "time.sleep(1); time.sleep(2)")
    name = "--stdin-display-name=app/routers/users.py"
    options = "--select=FAA401", "--format=fastapi-arch-json", name, "-"
    ran = run("python", "-m", "flake8", *options, cwd=shop, stdin=text)
    places = [
        place
        for chapter in json.loads(ran.out)["dimensions"]
        for issue in chapter["issues"]
        for place in issue["locations"]
    ]
    assert [(place["line"], place["column"]) for place in places] == [(10, 5), (10, 20)]
    assert ran.err == ""


def test_a_saved_output_is_grouped(shop):
    printed = flake8("--select=FAA4,E501", ".", cwd=shop).out
    ran = run(
        "python",
        "-m",
        "flake8_fastapi_arch",
        "report",
        "--from-flake8",
        "-",
        cwd=shop,
        stdin=printed,
    )
    assert ran.code == 1
    assert "`app/helpers.py:5` `wait` calls `time.sleep`" in ran.out
    assert "FAA106" not in ran.out


@pytest.mark.parametrize("form", ["pylint", "default"])
def test_other_formats_of_flake8_are_understood(shop, tmp_path, form):
    options = "--select=FAA4", f"--format={form}", "--show-source", "--statistics", "--color=always"
    file = tmp_path / "printed.txt"
    file.write_text(flake8(*options, "--count", ".", cwd=shop).out)
    ran = fastapi_arch("report", "--format=json", "--from-flake8", str(file), cwd=shop)
    found = [i for c in json.loads(ran.out)["dimensions"] for i in c["issues"]]
    assert {"FAA401", "FAA402"} <= {issue["code"] for issue in found}


def test_what_is_not_there_any_more_counts_as_it_was_told(tmp_path):
    root = write(tmp_path, SHOP)
    printed = (
        "./app/routers/users.py:3:1: FAA401 `time.sleep` blocked\n"
        "app/gone.py:7:2: FAA106 something was there\n"
        "app/gone.py:7:2: FAA899 no checker has this code\n"
    )
    ran = fastapi_arch("report", "--from-flake8", "-", cwd=root, stdin=printed)
    assert ran.code == 1
    assert "2 findings are not there any more" in ran.err
    assert "something was there" in ran.out


def test_what_is_no_output_of_flake8_is_refused(tmp_path):
    root = write(tmp_path, SHOP)
    ran = fastapi_arch("report", "--from-flake8", "-", cwd=root, stdin="All checks passed!\n")
    assert ran.code == 2
    assert "no line is one of flake8's" in ran.err
    ran = fastapi_arch("report", "--from-flake8", "nowhere.txt", cwd=root)
    assert (ran.code, ran.err.splitlines()[0]) == (
        2, "fastapi-arch: nowhere.txt: No such file or directory"
    )  # fmt: skip
    ran = fastapi_arch("report", "--from-flake8", "-", cwd=root, stdin="")
    assert ran.code == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a.py:1:2: E501 too long", ("a.py", 1, 2, "E501", "too long")),
        ("C:\\a b\\a.py:1:2: FAA401 x: y", ("C:\\a b\\a.py", 1, 2, "FAA401", "x: y")),
        ("a:1:2: b.py:3:4: FAA401 x", ("a:1:2: b.py", 3, 4, "FAA401", "x")),
        ("a.py:3: [C901] complex", ("a.py", 3, 1, "C901", "complex")),
        ("a.py:0:0: E902 gone", ("a.py", 1, 1, "E902", "gone")),
        ("a.py:1:1: FAA401", ("a.py", 1, 1, "FAA401", "")),
        ("\x1b[1ma.py\x1b[m\x1b[36m:\x1b[m1\x1b[36m:\x1b[m \x1b[1;31mFAA401\x1b[m x",
         ("a.py", 1, 1, "FAA401", "x")),
        ("x = 'a.py:1:2: nothing'", None),
        ("12    FAA401 many", None),
        ("", None),
        ("a.py:99999999999999999999: FAA401 x", None),
        ("\x00:1:1: \ud800", None),
    ],
)  # fmt: skip
def test_odd_lines_do_no_harm(line, told):
    assert [tuple(found) for found in told_in([line])] == ([told] if told else [])
