"""``init``, ``config`` and ``test-rules``: set up, look at, and try what is configured."""

from __future__ import annotations

import importlib.metadata
import json
import shutil

import pytest
import yaml

from flake8_fastapi_arch.cli import main
from tests.commands import SETUP, SHOP, flake8, run, write
from tests.test_docs import ROOT

BOOKSTORE = ROOT / "examples/bookstore"
RULE = """\
code: FAA901
message: no sleep
dimension: testing
impact: low
priority: P2
rule:
  pattern: time.sleep($$$)
"""


@pytest.fixture
def command(tmp_path, monkeypatch, capfdbinary):
    """Run the command in a directory of its own: the exit code, and what it printed where."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        try:
            code = main(arguments)
        except SystemExit as stopped:
            code = stopped.code
        printed = capfdbinary.readouterr()
        return code, printed.out.decode(), printed.err.decode()

    return command


# ── init


@pytest.fixture
def bookstore(tmp_path):
    shutil.copytree(BOOKSTORE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def places(project):
    """Where flake8 finds what no limit is about."""
    limited = ("FAA501", "FAA502", "FAA503")
    found = [line.split()[:2] for line in flake8(cwd=project).lines]
    return [place for place in found if place[1] not in limited]


def test_init_writes_a_configuration_that_changes_nothing_but_limits(command, bookstore):
    before = places(bookstore)
    code, out, err = command("init")
    assert (code, err) == (0, "")
    assert "wrote .flake8" in out
    written = (bookstore / ".flake8").read_text()
    assert "[flake8]\n" in written
    assert "max-handler-statements = 39\n" in written
    assert "#     POST /api/v1/authors: why?\n" in written
    assert places(bookstore) == before
    limited = [line for line in flake8(cwd=bookstore).lines if "39 statements" in line]
    assert limited == []


def test_init_says_which_hooks_to_add(command, bookstore):
    _, out, _ = command("init", "--dry-run")
    stanza = out[out.index("repos:") : out.index("\nNext:")]
    hooks = yaml.safe_load(stanza)["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == ["fastapi-arch", "fastapi-arch-report"]
    assert not (bookstore / ".flake8").exists()


def test_hooks_come_from_the_commit_that_was_installed_not_from_its_branch(
    command, bookstore, monkeypatch
):
    noted = {
        "url": "https://git.example/arch",
        "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "0123abc"},
    }
    read = importlib.metadata.PathDistribution.read_text
    monkeypatch.setattr(
        importlib.metadata.PathDistribution,
        "read_text",
        lambda self, name: json.dumps(noted) if name == "direct_url.json" else read(self, name),
    )
    _, out, _ = command("init", "--dry-run")
    [repository] = yaml.safe_load(out[out.index("repos:") : out.index("\nNext:")])["repos"]
    assert (repository["repo"], repository["rev"]) == ("https://git.example/arch", "0123abc")


def test_the_hooks_that_init_says_work(command, bookstore):
    _, out, _ = command("init")
    stanza = out[out.index("repos:") : out.index("\nNext:")]
    write(bookstore, {".pre-commit-config.yaml": stanza})
    assert run("git", "init", "--quiet", cwd=bookstore).code == 0
    assert run("git", "add", "--all", cwd=bookstore).code == 0
    ran = run("pre-commit", "run", "fastapi-arch", "--all-files", cwd=bookstore)
    assert ran.code == 1
    assert "app/routers/books.py:82:14: FAA401" in ran.out


def test_init_adds_to_what_is_configured_and_changes_none_of_it(command, bookstore):
    mine = "[flake8]\nmax-handler-statements=12\n# mine\n\n[metadata]\nname = shop\n"
    write(bookstore, {"setup.cfg": mine})
    assert command("init")[0] == 0
    written = (bookstore / "setup.cfg").read_text()
    assert written.startswith("[flake8]\nmax-handler-statements=12\n# mine\n")
    assert written.endswith("\n\n[metadata]\nname = shop\n")
    assert "max-handler-queries = 3\n" in written
    assert written.count("max-handler-statements") == 1
    assert not (bookstore / ".flake8").exists()


def test_init_twice_is_init_once(command, bookstore):
    command("init")
    once = (bookstore / ".flake8").read_text()
    assert command("init")[0] == 0
    assert (bookstore / ".flake8").read_text() == once


def test_init_leaves_out_what_is_excluded(command, bookstore):
    write(bookstore, {"setup.cfg": "[flake8]\nextend-exclude = app/routers/orders.py\n"})
    command("init")
    assert "max-handler-statements" not in (bookstore / "setup.cfg").read_text()


def test_init_names_the_source_roots_it_found(command, tmp_path):
    write(tmp_path, {f"backend/{path}": source for path, source in SHOP.items()} | SETUP)
    command("init")
    assert "fastapi-arch-source-roots = backend\n" in (tmp_path / "setup.cfg").read_text()


def test_init_needs_a_directory(command):
    code, _, err = command("init", "nowhere")
    assert code == 2
    assert "there is no directory 'nowhere'" in err


# ── config


def origins(out):
    return {setting["name"]: (setting["value"], setting["origin"]) for setting in json.loads(out)}


def test_config_tells_where_each_value_came_from(command, tmp_path):
    write(
        tmp_path,
        {
            "tox.ini": "[tox]\nselect = x\n[flake8]\nextend-ignore = E203\n",
            "more.cfg": "[flake8]\nmax-handler-queries = 2\n",
        },
    )
    code, out, err = command(
        "config", "--json", "--append-config=more.cfg", "--max-handler-complexity", "7", "--tee"
    )
    assert (code, err) == (0, "")
    found = origins(out)
    assert found["extend-ignore"] == (["E203"], "tox.ini:4")
    assert found["max-handler-queries"] == (2, "more.cfg:2")
    assert found["max-handler-complexity"] == (7, "command line")
    assert found["max-handler-statements"] == (30, "default")
    assert found["tee"] == (True, "command line")
    assert found["select"] == (["FAA"], "fastapi-arch")
    assert origins(command("config", "--json", "--select=FAA4")[1])["select"] == (
        ["FAA4"],
        "command line",
    )


def test_config_shows_all_options_that_help_shows(command):
    _, table, _ = command("config")
    _, help, _ = command("check", "-h")
    shown = {line.split()[0] for line in table.splitlines()[1:]}
    assert {"fastapi-arch-severity", "max-router-lines", "per-file-ignores"} <= shown
    assert all(f"--{name}" in help for name in shown)
    assert all(f"  --{name} " not in help for name in {"max-line-length", "hang-closing"})


def test_config_refuses_what_check_refuses(command, tmp_path):
    write(tmp_path, {"setup.cfg": "[flake8]\nmax-router-lines = many\n"})
    code, _, err = command("config")
    assert code == 2
    assert "max-router-lines = many" in err


# ── test-rules


def test_rules_are_tried_on_the_code_beside_them(command, tmp_path):
    proofs = "bad: time.sleep(1)\ngood: asyncio.sleep(1)\n"
    settings = "[flake8]\nfastapi-arch-rules = rules\n"
    write(tmp_path, {"setup.cfg": settings, "rules/a.yml": RULE + proofs})
    assert command("test-rules") == (0, "FAA901 passed (1 bad, 1 good)\n", "")


@pytest.mark.parametrize(
    "rule, verdict, problem",
    [
        ("bad: asyncio.sleep(1)\n", "FAA901 failed (1 bad, 0 good)", "finds nothing in this `bad`"),
        ("good: time.sleep(1)\n", "FAA901 failed (0 bad, 1 good)", "is found in line 1 of this"),
        ("bad: 'time.sleep('\n", "FAA901 failed (1 bad, 0 good)", "the snippet is not Python"),
        ("unknown: 1\n", "", "unknown key `unknown`"),
    ],
)
def test_a_rule_that_is_proved_wrong_fails(command, tmp_path, rule, verdict, problem):
    write(tmp_path, {"rules/a.yml": RULE + rule})
    code, out, err = command("test-rules", "rules")
    assert code == 1
    assert out.strip() == verdict
    assert err.startswith("fastapi-arch: rules/a.yml:")
    assert problem in err


def test_a_rule_without_proof_is_told(command, tmp_path):
    write(tmp_path, {"rules/a.yml": RULE})
    _, out, _ = command("test-rules", "rules")
    assert out == "FAA901 not proved: it has no `bad` (0 bad, 0 good)\n"


def test_rules_must_be_somewhere(command):
    code, _, err = command("test-rules")
    assert code == 2
    assert "no directory of rules" in err
