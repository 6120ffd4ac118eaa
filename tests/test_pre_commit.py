"""The hooks as other projects install them: by pre-commit and by prek, from this repository."""

from __future__ import annotations

import pathlib
import sys

import pytest

from tests.commands import MEANT, SHOP, UNREACHABLE, USERS_REPAIRED, Ran, run, write

ROOT = pathlib.Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A place for pre-commit's environments, made once for all tests here."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """This repository at its last commit, cloned."""
    if not (ROOT / ".git").exists():
        pytest.skip("pre-commit installs from a git repository, and this is none")
    clone = tmp_path_factory.mktemp("repository") / "clone"
    done = run("git", "clone", "--quiet", ROOT.as_uri(), str(clone), cwd=ROOT)
    assert done.code == 0, done.err
    return clone


@pytest.fixture
def project(tmp_path, home, repository, monkeypatch):
    """A shop under git without a finding, with the hook for changed files installed."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(home / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(home / "prek"))
    for variable in ("NAME", "EMAIL"):
        monkeypatch.setenv(f"GIT_AUTHOR_{variable}", "somebody@example.org")
        monkeypatch.setenv(f"GIT_COMMITTER_{variable}", "somebody@example.org")
    revision = run("git", "rev-parse", "HEAD", cwd=repository).out.strip()
    configuration = f"""\
repos:
- repo: {repository}
  rev: {revision}
  hooks:
  - id: fastapi-arch
    args: ["--select={",".join(MEANT)}"]
"""
    clean = {
        **SHOP,
        ".pre-commit-config.yaml": configuration,
        "app/helpers.py": "def wait() -> None:\n    return None\n",
        "app/routers/quiet.py": "from fastapi import APIRouter\n\nrouter = APIRouter()\n",
        "app/routers/users.py": USERS_REPAIRED,
    }
    write(tmp_path, clean)
    assert run("git", "init", "--quiet", cwd=tmp_path).code == 0
    assert pre_commit("install", cwd=tmp_path).code == 0
    commit(tmp_path)
    return tmp_path


def pre_commit(*arguments: str, cwd: pathlib.Path) -> Ran:
    """Run pre-commit; skip the test where the package index is out of its reach."""
    return _unless_offline(run(sys.executable, "-m", "pre_commit", *arguments, cwd=cwd))


def prek(*arguments: str, cwd: pathlib.Path) -> Ran:
    """Run prek, which reads the same file as pre-commit does."""
    return _unless_offline(run(sys.executable, "-m", "prek", *arguments, cwd=cwd))


def commit(project: pathlib.Path) -> Ran:
    run("git", "add", "--all", cwd=project)
    return _unless_offline(run("git", "commit", "--message", "Change", cwd=project))


def _unless_offline(ran: Ran) -> Ran:
    said = ran.out + ran.err
    if ran.code and any(words in said for words in UNREACHABLE):
        pytest.skip(f"the package index cannot be reached: {said[-500:]}")
    return ran


def head(project: pathlib.Path) -> str:
    return run("git", "rev-parse", "HEAD", cwd=project).out


def test_a_bad_file_is_refused_and_a_good_one_passes(project):
    before = head(project)
    write(project, {"app/routers/users.py": SHOP["app/routers/users.py"]})
    refused = commit(project)
    assert refused.code == 1
    assert "app/routers/users.py:10:5: FAA401 `time.sleep` blocks the event loop" in refused.err
    assert "Traceback" not in refused.err
    assert head(project) == before

    write(project, {"app/routers/users.py": USERS_REPAIRED + "\n\nx = 1\n"})
    passed = commit(project)
    assert passed.code == 0, passed.err
    assert head(project) != before


def test_a_hook_speaks_of_the_files_it_is_given_and_the_report_of_all(project, repository):
    write(project, {"app/helpers.py": SHOP["app/helpers.py"]})
    run("git", "add", "--all", cwd=project)
    alone = pre_commit("run", "fastapi-arch", cwd=project)
    assert alone.code == 0, alone.out
    report = pre_commit("try-repo", str(repository), "fastapi-arch-report", cwd=project)
    assert report.code == 1
    assert "in Short" in report.out
    assert "app/routers/orders.py:10" in report.out
    assert len(report.lines) < 60, "more than a screen"

    write(project, {"app/routers/orders.py": SHOP["app/routers/orders.py"] + "\n\nx = 1\n"})
    both = commit(project)
    assert both.code == 1
    assert "app/routers/orders.py:10:5: FAA402" in both.err


def test_the_hooks_can_be_tried_before_they_are_installed(project, repository):
    write(project, {"app/routers/users.py": SHOP["app/routers/users.py"]})
    ran = pre_commit("try-repo", str(repository), "fastapi-arch", "--all-files", cwd=project)
    assert ran.code == 1
    assert "app/routers/users.py:10:5: FAA401" in ran.out


def test_prek_works_with_the_same_file(project):
    assert prek("install", "--overwrite", cwd=project).code == 0
    before = head(project)
    write(project, {"app/routers/users.py": SHOP["app/routers/users.py"]})
    refused = commit(project)
    assert refused.code == 1
    assert "app/routers/users.py:10:5: FAA401 `time.sleep` blocks the event loop" in refused.err
    assert head(project) == before

    write(project, {"app/routers/users.py": USERS_REPAIRED + "\n\nx = 1\n"})
    passed = commit(project)
    assert passed.code == 0, passed.err
    assert head(project) != before
