"""Findings that are accepted are told no more: by flake8, by the command, after any change."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands import SHOP, USERS_REPAIRED, fastapi_arch, flake8, write

CONFIGURED = "[flake8]\nfastapi-arch-baseline = known.json\n"


@pytest.fixture
def shop(tmp_path):
    """The shop with all of its findings accepted."""
    root = write(tmp_path, {**SHOP, "setup.cfg": CONFIGURED})
    ran = fastapi_arch("baseline", "--reason", "they are old", cwd=root)
    assert ran.code == 0, ran.err
    return root


def said(root, *arguments):
    """What flake8 says, which has to be what ``check`` says, kept or not."""
    expected = flake8(*arguments, cwd=root)
    for cache in ((), ("--no-cache",)):
        ran = fastapi_arch("check", *arguments, *cache, cwd=root)
        assert (ran.code, ran.out) == (expected.code, expected.out)
    return expected.out


def entries(root):
    return json.loads((root / "known.json").read_text())["findings"]


def change(root, path, old, new):
    file = root / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_what_is_accepted_is_told_no_more(shop):
    assert said(shop) == ""
    known = {(e["path"], e["code"]): e for e in entries(shop)}
    assert {("app/routers/users.py", "FAA401"), ("app/routers/orders.py", "FAA402")} <= set(known)
    assert {entry["reason"] for entry in known.values()} == {"they are old"}
    assert "line" not in known["app/routers/users.py", "FAA401"]


def test_moving_lines_changes_nothing(shop):
    change(shop, "app/routers/users.py", "router = ", "# one\n# two\n\nrouter = ")
    assert said(shop) == ""


def test_what_is_new_is_told(shop):
    change(shop, "app/routers/users.py", "    return []", "    time.sleep(2)\n    return []")
    assert [line.split()[:2] for line in said(shop).splitlines()] == [
        ["./app/routers/users.py:11:5:", "FAA401"]
    ]


def test_a_twin_of_an_accepted_finding_is_new_whatever_comments_silence(tmp_path):
    """Among equal findings those that are silenced do not shift which ones are known."""
    users = SHOP["app/routers/users.py"]
    line = "    time.sleep(1)\n"
    silenced = users.replace(line, f"    time.sleep(1)  # noqa: FAA401\n{line}")
    root = write(tmp_path, {**SHOP, "setup.cfg": CONFIGURED, "app/routers/users.py": silenced})
    assert fastapi_arch("baseline", cwd=root).code == 0
    assert said(root) == ""
    change(root, "app/routers/users.py", "    return []", f"{line}    return []")
    assert "users.py:12:5: FAA401" in said(root)


def test_what_is_repaired_has_to_leave_the_baseline(shop):
    (shop / "app/routers/users.py").write_text(USERS_REPAIRED)
    assert said(shop).splitlines() == [
        "./app/routers/users.py:1:1: FAA002 exemption `FAA401 read_users` in `known.json` matches "
        "no finding any more; `fastapi-arch baseline --prune` takes it out"
    ]
    assert "FAA401 read_users" in fastapi_arch("report", cwd=shop).out
    before = sum(entry["count"] for entry in entries(shop))
    ran = fastapi_arch("baseline", "--prune", cwd=shop)
    assert (ran.code, ran.err) == (0, "")
    after = sum(entry["count"] for entry in entries(shop))
    assert ran.out == f"known.json: took out {before - after}, left {after}\n"
    assert not [
        e for e in entries(shop) if e["path"].endswith("users.py") and e["code"] == "FAA401"
    ]
    assert said(shop) == ""
    # And so it cannot come back unseen.
    (shop / "app/routers/users.py").write_text(SHOP["app/routers/users.py"])
    assert "users.py:10:5: FAA401" in said(shop)


def test_entries_of_a_file_that_is_gone(shop):
    (shop / "app/routers/users.py").unlink()
    change(shop, "app/main.py", "app.include_router(users.router)\n", "")
    change(shop, "app/main.py", "orders, quiet, users", "orders, quiet")
    out = said(shop)
    assert "./app/__init__.py:1:1: FAA002 exemption `FAA401 read_users`" in out
    assert fastapi_arch("baseline", "--prune", cwd=shop).code == 0
    assert "users.py" not in (shop / "known.json").read_text()
    assert said(shop) == ""


def test_part_of_several_may_be_repaired(tmp_path):
    line = "    time.sleep(1)\n"
    users = SHOP["app/routers/users.py"].replace(line, line * 2)
    root = write(tmp_path, {**SHOP, "setup.cfg": CONFIGURED, "app/routers/users.py": users})
    assert fastapi_arch("baseline", cwd=root).code == 0
    (root / "app/routers/users.py").write_text(SHOP["app/routers/users.py"])
    assert "`FAA401 read_users` in `known.json` matches 1 of 2 findings" in said(root)
    assert fastapi_arch("baseline", "--prune", cwd=root).code == 0
    assert said(root) == ""


def test_prune_leaves_what_it_did_not_look_at(shop):
    everything = entries(shop)
    for arguments in (["--exclude=users.py"], ["app/routers/orders.py"], ["--select=FAA402"]):
        assert fastapi_arch("baseline", "--prune", *arguments, cwd=shop).code == 0
        assert entries(shop) == everything
    (shop / "app/routers/users.py").write_text("def f(:\n")
    ran = fastapi_arch("baseline", "--prune", cwd=shop)
    assert ran.code == 2 and "users.py could not be checked" in ran.err
    assert entries(shop) == everything


def test_prune_keeps_reasons(shop):
    text = (shop / "known.json").read_text()
    (shop / "known.json").write_text(text.replace("they are old", "since 2020"))
    (shop / "app/routers/users.py").write_text(USERS_REPAIRED)
    assert fastapi_arch("baseline", "--prune", cwd=shop).code == 0
    assert {entry["reason"] for entry in entries(shop)} == {"since 2020"}


def test_a_baseline_only_shrinks(shop):
    before = (shop / "known.json").read_text()
    ran = fastapi_arch("baseline", cwd=shop)
    assert ran.code == 2
    assert "known.json is there and only shrinks" in ran.err
    assert (shop / "known.json").read_text() == before


def test_it_is_found_without_configuration(tmp_path):
    root = write(tmp_path, SHOP)
    ran = fastapi_arch("baseline", str(root), cwd=root / "app")
    name = "fastapi-arch-baseline.json"
    assert (root / name).exists()
    put = f"now put this into [flake8] in ../setup.cfg:\nfastapi-arch-baseline = {name}\n"
    assert put in ran.out
    check = fastapi_arch("check", f"--fastapi-arch-baseline={name}", cwd=root)
    assert (check.code, check.out) == (0, "")


def test_paths_are_seen_from_the_baseline(tmp_path):
    """So that one file at the top can serve several projects, wherever one stands."""
    write(tmp_path, {f"services/shop/{path}": source for path, source in SHOP.items()})
    ran = fastapi_arch("baseline", "services/shop", "-o", "ci/known.json", cwd=tmp_path)
    assert ran.code == 2 and "ci" in ran.err  # there is no such directory
    (tmp_path / "ci").mkdir()
    assert fastapi_arch("baseline", "services/shop", "-o", "ci/known.json", cwd=tmp_path).code == 0
    for place, path in ((tmp_path, "ci/known.json"), (tmp_path / "services/shop", None)):
        option = f"--fastapi-arch-baseline={path or tmp_path / 'ci/known.json'}"
        ran = fastapi_arch("check", option, cwd=place)
        assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory"),
        ("[", "is no baseline: "),
        ("[" * 100_000, "is no baseline: "),
        ('{"version": 1, "findings": [{"path": 3}]}', "is no baseline: Expected `str`, got `int`"),
        ('{"version": 2, "findings": []}', "is a baseline of version 2, and only 1 is known"),
        ('{"version": 1, "findings": [], "more": 1}', "is no baseline: "),
    ],
)
def test_a_baseline_that_cannot_be_used_is_told_and_hides_nothing(shop, content, reason):
    file = shop / "known.json"
    good = file.read_text()
    file.unlink() if content is None else file.write_text(content)
    out = said(shop)
    assert f"FAA001 `known.json`: {reason}" in out
    assert "users.py:10:5: FAA401" in out
    ran = fastapi_arch("baseline", "--prune", cwd=shop)
    assert ran.code == 2 and reason in ran.err
    file.write_text(good)
    assert said(shop) == ""


def test_the_report_shows_what_is_accepted_but_does_not_fail_for_it(shop):
    ran = fastapi_arch("report", cwd=shop)
    assert ran.code == 0
    assert "app/routers/users.py:10" in ran.out
    change(shop, "app/routers/users.py", "    return []", "    time.sleep(2)\n    return []")
    assert fastapi_arch("report", cwd=shop).code == 1


def test_the_report_tells_what_it_fails_for(shop):
    unchanged = fastapi_arch("report", "--format=summary", cwd=shop)
    assert re.search(r"^0 new, 0 fixed, \d+ unchanged\.$", unchanged.out, re.MULTILINE)
    (shop / "app/routers/users.py").write_text(USERS_REPAIRED)
    write(shop, {"app/other.py": SHOP["app/routers/users.py"].replace("/users", "/other")})
    for form in ("changes", "summary", "markdown"):
        ran = fastapi_arch("report", f"--format={form}", cwd=shop)
        assert ran.code == 1
        _, told = ran.out.split(" Since known.json\n")
        new, fixed = re.findall(r"^### (?:New|Fixed) .*\n\n((?:- .*\n)+)", told, re.MULTILINE)
        assert "FAA522 `app/other.py:5`" in new and "users.py" not in new
        assert "FAA401 `app/routers/users.py` `time.sleep`" in fixed and "other.py" not in fixed
        assert "FAA402" not in new + fixed
    assert "`fastapi-arch baseline --prune`" in ran.out


def test_what_a_comment_silences_is_neither_new_nor_fixed(shop):
    quiet = shop / "app/routers/quiet.py"
    quiet.write_text(f"# moves all lines\n{quiet.read_text()}")
    comparison = json.loads(fastapi_arch("report", "--format=json", cwd=shop).out)["comparison"]
    assert (comparison["against"], comparison["stars"]) == ("known.json", {})
    assert (comparison["new"], comparison["fixed"]) == ([], [])
