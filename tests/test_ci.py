"""What we hand to CIs, run as they would run it: in a clone, for a change that adds a finding."""

from __future__ import annotations

import json
import os
import pathlib
import re
import sys
import sysconfig

import pytest
import yaml

from flake8_fastapi_arch import __version__
from tests.commands import SHOP, UNREACHABLE, Ran, run, write

ROOT = pathlib.Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}
WHO = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
BETTER = SHOP["app/routers/users.py"].replace("async def", "def")
WORSE = SHOP["app/routers/users.py"] + (
    '\n\n@router.delete("/users")\nasync def forget() -> None:\n    time.sleep(2)\n'
)


def commit(directory: pathlib.Path) -> None:
    for command in (["add", "--all"], [*WHO, "commit", "--quiet", "--message=A change"]):
        assert run("git", *command, cwd=directory).code == 0


@pytest.fixture(params=[WORSE, BETTER], ids=["worse", "better"])
def change(request, tmp_path) -> pathlib.Path:
    """A clone of a shop, with a change on a branch of its own."""
    origin = write(tmp_path / "origin", SHOP)
    assert run("git", "init", "--quiet", "--initial-branch=main", cwd=origin).code == 0
    commit(origin)
    assert run("git", "clone", "--quiet", origin.as_uri(), "clone", cwd=tmp_path).code == 0
    clone = tmp_path / "clone"
    assert run("git", "switch", "--quiet", "--create=change", cwd=clone).code == 0
    write(clone, {"app/routers/users.py": request.param})
    commit(clone)
    return clone


def step(name: str, values: dict[str, str], clone: pathlib.Path, outputs: pathlib.Path) -> Ran:
    """Run a step of the action, its expressions replaced by *values*."""
    made = outputs / "fastapi-arch"
    if not made.exists():  # what the step "Install" makes
        made.mkdir()
        (made / "bin").symlink_to(sysconfig.get_path("scripts"))
    environment = {
        "RUNNER_TEMP": str(outputs),
        "GITHUB_OUTPUT": str(outputs / "output"),
        "GITHUB_STEP_SUMMARY": str(outputs / "summary"),
        **{
            variable: re.sub(r"\$\{\{ (.*?) \}\}", lambda found: values[found[1]], text)
            for variable, text in STEPS[name].get("env", {}).items()
        },
    }
    settings = [f"{variable}={value}" for variable, value in environment.items()]
    shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]["run"])
    return run("env", *settings, *shell, cwd=clone)


@pytest.mark.skipif(sys.platform == "win32", reason="the action is for Linux and macOS")
def test_the_action_judges_what_a_pull_request_changes(change, tmp_path, request) -> None:
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    is_worse = request.node.callspec.params["change"] == WORSE
    fetched = step("Fetch the base", {"github.base_ref": "main"}, change, outputs)
    assert fetched.code == 0, fetched.err
    base = (outputs / "output").read_text().strip().removeprefix("revision=")
    values = {
        "inputs.path": ".",
        "inputs.fail-on": "new",
        "inputs.against || steps.base.outputs.revision": base,
    }
    checked = step("Check", values, change, outputs)
    assert checked.code == 0, checked.err
    sarif = json.loads((change / STEPS["Upload the findings"]["with"]["sarif_file"]).read_text())
    assert sarif["runs"][0]["results"]
    told = step("Tell what changed", values, change, outputs)
    assert (told.code, told.err) == (int(is_worse), "")
    summary = (outputs / "summary").read_text()
    assert ("DELETE /users" in summary) is is_worse
    assert ("### New" in summary) is is_worse
    assert ("### Fixed" in summary) is not is_worse


@pytest.mark.skipif(sys.platform == "win32", reason="the action is for Linux and macOS")
@pytest.mark.parametrize(("fail_on", "code"), [("new", 0), ("high", 1), ("medium", 1), ("low", 1)])
def test_without_a_base_the_action_judges_what_is_there(fail_on, code, tmp_path) -> None:
    shop = write(tmp_path / "shop", SHOP)
    outputs = tmp_path / "outputs"
    outputs.mkdir()
    against = "inputs.against || steps.base.outputs.revision"
    values = {"inputs.path": ".", "inputs.fail-on": fail_on, against: ""}
    told = step("Tell what changed", values, shop, outputs)
    assert (told.code, told.err) == (code, "")
    assert ("FAA402" in told.out) is bool(code)
    assert "## What to Do First" in (outputs / "summary").read_text()


def test_the_base_is_asked_for_where_there_is_one() -> None:
    assert STEPS["Fetch the base"]["if"] == "inputs.against == '' && github.base_ref != ''"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the action is for Linux and macOS")
def test_the_action_installs_this_very_repository(tmp_path) -> None:
    settings = (f"RUNNER_TEMP={tmp_path}", f"GITHUB_ACTION_PATH={ROOT}")
    ran = run("env", *settings, "bash", "-eo", "pipefail", "-c", STEPS["Install"]["run"], cwd=ROOT)
    if any(words in ran.err for words in UNREACHABLE):
        pytest.skip("the package index cannot be reached")
    assert ran.code == 0, ran.err
    ran = run(str(tmp_path / "fastapi-arch/bin/fastapi-arch"), "--version", cwd=tmp_path)
    assert ran.out == f"fastapi-arch {__version__}\n"


def test_no_input_is_pasted_into_a_script_of_the_action() -> None:
    assert [name for name, step in STEPS.items() if "${{" in step.get("run", "")] == []


def test_every_input_of_the_action_is_read_and_told() -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    text = json.dumps(ACTION["runs"])
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
        assert name in guide


def test_the_script_for_gitlab_judges_what_a_merge_request_changes(change, request) -> None:
    guide = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r'^```yaml title=".gitlab-ci.yml"\n(.*?)^```$', guide, re.M | re.S)
    job = yaml.safe_load(snippet)["fastapi-arch"]
    install, *script = job["script"]
    assert install.startswith("pip install flake8-fastapi-arch")
    branch = "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main"
    ran = run("env", branch, "sh", "-ec", "\n".join(script), cwd=change)
    is_worse = request.node.callspec.params["change"] == WORSE
    assert (ran.code, ran.err) == (int(is_worse), ""), ran
    report = json.loads((change / job["artifacts"]["reports"]["codequality"]).read_text())
    assert {"FAA402"} <= {finding["check_name"] for finding in report}


@pytest.mark.parametrize("arguments", [["check"], ["report"]])
def test_new_needs_something_to_be_newer_than(arguments, tmp_path) -> None:
    write(tmp_path, SHOP)
    ran = run(
        *(sys.executable, "-m", "flake8_fastapi_arch", *arguments, "--fail-on", "new"),
        cwd=tmp_path,
    )
    assert ran.code == 2
    assert "new since when?" in ran.err


def test_with_a_baseline_new_is_what_it_does_not_hold(tmp_path) -> None:
    write(tmp_path, {**SHOP, "setup.cfg": "[flake8]\nfastapi-arch-baseline = known.json\n"})
    ours = (sys.executable, "-m", "flake8_fastapi_arch")
    assert run(*ours, "baseline", cwd=tmp_path).code == 0
    assert run(*ours, "check", "--fail-on=new", cwd=tmp_path).code == 0
    assert run(*ours, "report", "--fail-on=new", "-o", os.devnull, cwd=tmp_path).code == 0
    write(tmp_path, {"app/routers/users.py": WORSE})
    assert run(*ours, "check", "--fail-on=new", cwd=tmp_path).code == 1


def test_changes_are_told_since_something(tmp_path) -> None:
    write(tmp_path, SHOP)
    ran = run(
        *(sys.executable, "-m", "flake8_fastapi_arch", "report", "--format=changes"), cwd=tmp_path
    )
    assert ran.code == 2
    assert "add --against" in ran.err


def test_our_own_pipeline_runs_everything_each_night() -> None:
    text = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    assert workflow[True]["schedule"]  # YAML takes `on` for a truth value
    jobs = workflow["jobs"]
    commands = {name: [step.get("run") for step in job["steps"]] for name, job in jobs.items()}
    assert ".ci/run" in commands["change"] and os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "make test-all" in commands["everything"]
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    assert f"PYTHONS = {json.dumps(jobs['versions']['strategy']['matrix']['python'])}" in sessions
    [nox] = [command for command in commands["versions"] if (command or "").startswith("nox ")]
    for session in nox.partition("--session ")[2].split():
        assert f"\ndef {session}(session" in sessions
