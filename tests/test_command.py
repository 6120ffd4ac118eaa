"""The command: what ``flake8 --select FAA`` prints, the report, the catalogue and its stories."""

from __future__ import annotations

import json
import sys

import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.cli import main
from flake8_fastapi_arch.tool import TOOL_CHECKERS
from tests import throwaway
from tests.commands import MEANT, SETUP, SHOP, USERS_REPAIRED, fastapi_arch, flake8, run, write


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shop"), {**SHOP, "app/broken.py": "def f(:\n"})


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    sources = {**SETUP, "main.py": "import fastapi\n"}
    return write(tmp_path_factory.mktemp("clean"), sources)


# ── check


@pytest.mark.parametrize(
    "arguments, configuration",
    [
        ("", ""),
        (". app/main.py app/routers/users.py", ""),
        ("app/routers/users.py app/routers/users.py ./app/routers/users.py", ""),
        ("--count --statistics --show-source", ""),
        ("", "count = True\nstatistics = True\nshow-source = True"),
        ("-q", ""),
        ("-qq", ""),
        ("--color always --format pylint", ""),
        ("--color always", ""),
        ("--format=%(path)s|%(col)d|%(code)s", ""),
        ("--exit-zero -j 2", ""),
        ("--disable-noqa", ""),
        ("--isolated", "extend-ignore = FAA4"),
        ("--select FAA4", "extend-select = FAA402\nextend-ignore = FAA401"),
        ("--ignore FAA402", "select = E"),
        ("--extend-exclude orders.py", "exclude = app/routers/q*"),
        ("--filename=users.py", ""),
        ("", "per-file-ignores =\n  app/routers/users.py:FAA401\n  app/*:F,E501"),
        ("--append-config more.cfg", "extend-ignore = FAA402"),
        ("--config more.cfg", "extend-ignore = FAA402"),
        ("app/broken.py", ""),
        ("--extend-select E999,E902", ""),
        ("app --output-file out.txt --tee", ""),
        ("--stdin-display-name app/routers/users.py -", ""),
        ("--stdin-display-name app/routers/users.py -", "exclude = app/routers"),
        ("-", "unknown-setting = 1"),
    ],
)
def test_check_prints_what_flake8_prints(tmp_path, arguments, configuration):
    write(
        tmp_path,
        {
            **SHOP,
            "app/broken.py": "def f(:\n",
            "setup.cfg": f"[flake8]\n{configuration}\n",
            "more.cfg": "[flake8]\nextend-ignore = FAA401\n",
        },
    )
    stdin = SHOP["app/routers/users.py"]
    expected = flake8(*arguments.split(), cwd=tmp_path, stdin=stdin)
    written = tmp_path / "out.txt"
    expected_file = written.read_text() if written.exists() else None
    written.unlink(missing_ok=True)
    ran = fastapi_arch("check", *arguments.split(), cwd=tmp_path, stdin=stdin)
    assert (ran.code, ran.out) == (expected.code, expected.out)
    assert (written.read_text() if written.exists() else None) == expected_file


def test_check_ends_with_the_documented_codes(shop, clean):
    assert fastapi_arch("check", cwd=clean).code == 0
    assert fastapi_arch("check", cwd=shop).code == 1
    assert fastapi_arch("check", "--exit-zero", cwd=shop).code == 0
    assert fastapi_arch("check", "--no-such-option", cwd=shop).code == 2


def test_check_says_beside_the_findings_what_was_not_checked(shop):
    ran = fastapi_arch("check", cwd=shop)
    assert len(ran.places) == 3
    assert ran.err.startswith("fastapi-arch: ./app/broken.py:1:")
    assert "not checked: SyntaxError" in ran.err
    assert "not checked" not in fastapi_arch("check", "--extend-select=E9", cwd=shop).err


def test_statistics_and_report_say_how_much_was_understood(tmp_path):
    source = """\
import json
import unheard_of
from fastapi import FastAPI
app = FastAPI()
def own():
    pass
@app.get("/")
async def index(body):
    own()
    json.dumps(1)
    unheard_of.work()
    body.nothing_is_known_of()
"""
    root = write(tmp_path, {**SETUP, "main.py": source})
    expected = (
        "of 4 calls on the request path, 1 lead into the project, 1 into known libraries, "
        "1 into others, and 1 (25 %) are unresolved"
    )
    assert f"fastapi-arch: {expected}" in fastapi_arch("check", "--statistics", cwd=root).err
    assert f"- {expected}" in fastapi_arch("report", cwd=root).out


def test_check_in_json_tells_all_of_a_finding(shop):
    ran = fastapi_arch("check", "--format", "json", cwd=shop)
    findings = json.loads(ran.out)
    assert ran.code == 1
    orders, quiet, users = (f for f in findings if f["code"] in MEANT)
    assert users["path"] == "./app/routers/users.py"
    assert (users["line"], users["column"], users["code"]) == (10, 5, "FAA401")
    assert users["name"] == "blocking-call-in-async"
    assert (users["impact"], users["priority"]) == ("high", "P0")
    assert users["dimension"] == "Async Performance"
    assert users["fingerprint"] != quiet["fingerprint"]
    assert [related["path"] for related in orders["related"]] == ["app/helpers.py"]
    lines = [f"{f['path']}:{f['line']}:{f['column']}: {f['code']} {f['message']}" for f in findings]
    assert lines == fastapi_arch("check", cwd=shop).lines


def test_json_stays_json_whatever_is_configured(tmp_path):
    settings = "[flake8]\ncount = True\nstatistics = True\nshow-source = True\nformat = json\n"
    write(tmp_path, {**SHOP, "setup.cfg": settings})
    ran = fastapi_arch("check", "--output-file", "out.json", "--extend-select=E9", cwd=tmp_path)
    assert ran.out == ""
    findings = json.loads((tmp_path / "out.json").read_text())
    assert len([f for f in findings if f["code"] in MEANT]) == 3


def test_json_of_a_clean_project_is_empty(clean):
    assert json.loads(fastapi_arch("check", "--format=json", cwd=clean).out) == []


# ── report


def test_report_is_a_review_in_markdown(shop):
    ran = fastapi_arch("report", cwd=shop)
    assert ran.out.startswith("# Backend Architecture Review Report\n")
    assert "`app/routers/users.py:10`" in ran.out
    assert "app/routers/quiet.py:13" in ran.out
    assert "app/routers/quiet.py:10" not in ran.out
    assert ran.code == 1
    assert "app/broken.py" in ran.err


def test_report_goes_into_a_file(shop, tmp_path):
    target = tmp_path / "review.md"
    target.write_text("an older review")
    ran = fastapi_arch("report", "-o", str(target), "--exit-zero", cwd=shop)
    assert (ran.code, ran.out) == (0, "")
    assert target.read_text(encoding="utf-8") == fastapi_arch("report", cwd=shop).out


def test_report_honours_flake8s_configuration(tmp_path):
    settings = "[flake8]\nextend-ignore = FAA402\nper-file-ignores = quiet.py: FAA\n"
    write(tmp_path, {**SHOP, "setup.cfg": settings})
    out = fastapi_arch("report", cwd=tmp_path).out
    assert "users.py:10" in out
    assert "FAA402" not in out
    assert "quiet.py" not in out
    assert "users.py:" not in fastapi_arch("report", "--exclude=users.py", cwd=tmp_path).out


def test_report_is_the_same_from_anywhere(tmp_path):
    write(tmp_path, {f"shop/{path}": source for path, source in SHOP.items()})
    write(tmp_path, {**SETUP, "other/main.py": "import fastapi\n"})
    from_inside = fastapi_arch("report", cwd=tmp_path / "shop")
    assert fastapi_arch("report", "shop", cwd=tmp_path) == from_inside
    assert fastapi_arch("report", cwd=tmp_path / "shop/app/routers") == from_inside
    assert fastapi_arch("report", str(tmp_path / "shop"), cwd=tmp_path / "other") == from_inside


def test_report_of_a_part_knows_the_whole(shop):
    out = fastapi_arch("report", "app/routers/orders.py", cwd=shop).out
    assert "app/routers/orders.py:10" in out
    assert "users.py:" not in out


@pytest.mark.parametrize("selected", ["FAA401", "E,FAA4", "FAA,FAA107", "E,F", "C,FAA1"])
def test_what_the_configuration_selects_of_ours_is_what_counts(tmp_path, selected):
    shop = write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\nselect = {selected}\n"})
    heard = [line for line in run("flake8", cwd=shop).lines if " FAA" in line]
    told = [line for line in fastapi_arch("check", cwd=shop).lines if " FAA" in line]
    assert told == heard != []
    settings = [line.split() for line in fastapi_arch("config", cwd=shop).lines]
    assert ["select", "setup.cfg:2"] in [words[:2] for words in settings]


@pytest.mark.parametrize("given", ["jobs = many", "max-router-lines = long", "count = perhaps"])
@pytest.mark.parametrize("command", ["check", "report", "config", "routes"])
def test_a_setting_that_cannot_be_read_is_named(tmp_path, given, command):
    shop = write(tmp_path, {**SHOP, "setup.cfg": f"[flake8]\nselect = FAA\n{given}\n"})
    ran = fastapi_arch(command, cwd=shop)
    assert (ran.code, ran.out) == (2, "")
    assert f"fastapi-arch: flake8's configuration in {shop}: {given}: " in ran.err
    assert "usage:" not in ran.err


@pytest.mark.parametrize(
    "configuration, heard", [("", "12"), ("extend-select = FAA483", "123"), ("ignore = E1", "12")]
)
def test_report_hears_the_checkers_for_the_review(
    tmp_path, monkeypatch, capfdbinary, configuration, heard
):
    throwaway.install(monkeypatch, throwaway.ALWAYS, throwaway.REVIEW, throwaway.ASKED)
    settings = f"[flake8]\n{configuration}\n"
    write(tmp_path, {"setup.cfg": settings, "a.py": "def f() -> None:\n    return None\n"})
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 1
    out = capfdbinary.readouterr().out.decode()
    assert [n for n in "123" if f"FAA48{n}" in out] == list(heard)


# ── checkers and explain


def test_checkers_lists_the_catalogue(clean):
    lines = fastapi_arch("checkers", cwd=clean).lines
    assert lines[0].split() == [
        "code", "name", "dimension", "anti-pattern", "impact", "priority", "when",
    ]  # fmt: skip
    everything = [*TOOL_CHECKERS, *catalog()]
    assert [line.split()[0] for line in lines[1:]] == [checker.code for checker in everything]
    records = json.loads(fastapi_arch("checkers", "--format", "json", cwd=clean).out)
    assert [record["name"] for record in records] == [checker.name for checker in everything]
    assert {record["when"] for record in records} <= {"always", "review", "asked"}
    assert all(record["cwe"] for record in records if record["dimension"] == "Security")


@pytest.mark.parametrize("asked", ["FAA401", "faa401", "blocking-call-in-async"])
def test_explain_tells_the_story(asked, capfdbinary):
    assert main(["explain", asked]) == 0
    out = capfdbinary.readouterr().out.decode()
    story = next(checker for checker in catalog() if checker.code == "FAA401").story
    assert out.startswith("FAA401 blocking-call-in-async\n")
    assert story.strip() in out


def test_explain_can_explain_every_checker(capfdbinary):
    for checker in (*TOOL_CHECKERS, *catalog()):
        assert main(["explain", checker.code]) == 0
        assert checker.story.strip() in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize("asked", ["FAA499", "FAA40l", "blocking-cal-in-async"])
def test_explain_offers_what_may_be_meant(asked, capsys):
    assert main(["explain", asked]) == 2
    err = capsys.readouterr().err
    assert f"no checker is called '{asked}'; did you mean " in err
    assert "blocking-call-in-async" in err


# ── the command itself


@pytest.mark.parametrize("arguments", [["-h"], ["check", "-h"], ["report", "-h"]])
def test_help_documents_the_exit_codes(arguments, clean):
    ran = fastapi_arch(*arguments, cwd=clean)
    assert ran.code == 0
    assert ran.out.startswith(f"usage: fastapi-arch {arguments[0] if arguments[1:] else ''}")
    for code, meaning in (("0", "clean"), ("1", "something was found"), ("2", "the command line")):
        assert f"  {code}  {meaning}" in ran.out


def test_help_of_check_shows_what_can_be_configured(clean):
    out = fastapi_arch("check", "-h", cwd=clean).out
    for option in ("--fastapi-arch-root", "--extend-select", "--per-file-ignores", "-o FILE"):
        assert option in out
    assert "--max-line-length" not in out


def test_a_command_is_needed(clean):
    ran = fastapi_arch(cwd=clean)
    assert ran.code == 2
    assert "COMMAND" in ran.err


def test_the_version_is_told_without_loading_anything_else(clean):
    program = (
        "import sys; from flake8_fastapi_arch.cli import main\n"
        "try: main(['--version'])\n"
        "finally: print(*(m for m in ('flake8', 'rich', 'msgspec') if m in sys.modules))"
    )
    ran = run(sys.executable, "-c", program, cwd=clean)
    assert ran.lines == ["fastapi-arch 0.1.0", ""]


def test_check_loads_only_what_it_needs(clean):
    program = (
        "import sys; from flake8_fastapi_arch.cli import main; main(['check'])\n"
        "print(*(m for m in ('rich', 'yaml', 'ast_grep_py', 'pycodestyle') if m in sys.modules))"
    )
    assert run(sys.executable, "-c", program, cwd=clean).lines == [""]


def test_a_reader_may_leave_early(shop):
    program = f"{sys.executable} -m flake8_fastapi_arch report | head -1"
    ran = run("sh", "-c", program, cwd=shop)
    assert ran.lines == ["# Backend Architecture Review Report"], ran.err
    assert "Traceback" not in ran.err and "BrokenPipe" not in ran.err


def test_users_may_repair(shop):
    """The finding is gone with its cause: the tests above do not look at a fixed answer."""
    behind = ("--stdin-display-name", "app/routers/users.py", "-")
    ran = fastapi_arch("check", *behind, cwd=shop, stdin=USERS_REPAIRED)
    assert ran.places == []
