"""Reports beside others: what changed since a revision or a file, and many as one overview."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands import SHOP, USERS_REPAIRED, fastapi_arch, run, write
from tests.review.test_html import Structure

SLOW = """

@router.get("/slow")
async def read_slowly() -> list[str]:
    time.sleep(1)
    return []
"""
NEW = USERS_REPAIRED + SLOW
SHOWN = ("--only=FAA401,FAA402", "--format=json")


@pytest.fixture
def shop(tmp_path):
    """The shop under git, with the branch ``main`` at its first commit."""
    write(tmp_path, {f"services/shop/{path}": text for path, text in SHOP.items()})
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org")
    for command in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        [*who, "commit", "--quiet", "--message=First"],
    ):
        assert run("git", *command, cwd=tmp_path).code == 0
    return tmp_path / "services/shop"


def compared(shop, against):
    ran = fastapi_arch("report", *SHOWN, "--against", str(against), cwd=shop)
    assert ran.code in (0, 1), ran.err
    return json.loads(ran.out)["comparison"]


def lines(places):
    return [(place["code"], place["path"], place["line"]) for place in places]


def test_what_is_new_and_fixed_since_a_revision(shop):
    (shop / "app/routers/users.py").write_text(NEW)
    orders = shop / "app/routers/orders.py"
    orders.write_text("# moves all lines\n\n" + orders.read_text())
    changes = compared(shop, "main")
    assert changes["against"] == "main"
    assert lines(changes["new"]) == [("FAA401", "app/routers/users.py", 16)]
    assert lines(changes["fixed"]) == [("FAA401", "app/routers/users.py", 10)]
    assert changes["unchanged"] == 2
    assert not run("git", "status", "--porcelain", "services", cwd=shop.parents[1]).out.count("??")


def test_the_same_since_a_file(shop, tmp_path_factory):
    file = tmp_path_factory.mktemp("reports") / "then.json"
    fastapi_arch("report", "-o", str(file), cwd=shop)
    (shop / "app/routers/users.py").write_text(USERS_REPAIRED)
    changes = compared(shop, file)
    assert lines(changes["fixed"]) == [("FAA401", "app/routers/users.py", 10)]
    assert changes["new"] == []
    ran = fastapi_arch("report", "--against", str(file), cwd=shop)
    row = r"^\| Async Performance \| ([\d.]+) \| ([\d.]+) \|$"
    then, now = re.search(row, ran.out, re.MULTILINE).groups()
    assert float(then) < float(now)


def test_sarif_says_which_are_new(shop, tmp_path_factory):
    file = tmp_path_factory.mktemp("reports") / "then.json"
    fastapi_arch("report", "-o", str(file), cwd=shop)
    users = shop / "app/routers/users.py"
    users.write_text(users.read_text() + SLOW)
    ran = fastapi_arch(
        "report", "--only=FAA401", "--against", str(file), "--format=sarif", cwd=shop
    )
    results = json.loads(ran.out)["runs"][0]["results"]
    states = {
        r["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]: r["baselineState"]
        for r in results
    }
    assert states == {
        "read_users": "unchanged", "read_quietly": "unchanged", "read_slowly": "new",
    }  # fmt: skip


def test_a_checker_that_did_not_run_then_finds_nothing_new(shop, tmp_path_factory):
    file = tmp_path_factory.mktemp("reports") / "then.json"
    fastapi_arch("report", "--select=FAA402", "-o", str(file), cwd=shop)
    changes = compared(shop, file)
    assert (changes["new"], changes["fixed"]) == ([], [])
    assert changes["unasked"] == ["FAA401"]


@pytest.mark.parametrize(
    ("against", "reason"),
    [
        ("nowhere", "nowhere"),
        ("broken.json", "broken.json: no JSON"),
        ("list.json", "list.json: no review; `fastapi-arch report --format json` writes one"),
        ("old.json", "old.json: version 1, and only 2 is known"),
        ("part.json", "part.json: a part of a review"),
        ("empty.json", "cannot be understood"),
    ],
)
def test_what_cannot_be_compared_is_told(shop, against, reason):
    write(
        shop,
        {
            "broken.json": "{",
            "list.json": "[]",
            "old.json": '{"version": 1, "dimensions": []}',
            "empty.json": '{"version": 2, "dimensions": [{}]}',
        },
    )
    fastapi_arch("report", "--only=FAA2", "-o", "part.json", cwd=shop)
    ran = fastapi_arch("report", "--against", against, cwd=shop)
    assert ran.code == 2
    assert reason in ran.err
    assert "Traceback" not in ran.err


def test_reports_of_many_become_one_overview(tmp_path):
    for name, users in (("shop", SHOP["app/routers/users.py"]), ("store", USERS_REPAIRED)):
        sources = {**SHOP, "app/routers/users.py": users}
        sources["pyproject.toml"] = f'[project]\nname = "{name}|*x*"\n'
        write(tmp_path / name, sources)
        fastapi_arch("report", "-o", f"../{name}.json", cwd=tmp_path / name)
    ran = fastapi_arch("report", "--merge", "shop.json", "store.json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("# Overview of Architecture Reviews\n\n2 reviews, 6 routes, ")
    rows = re.findall(r"^\| (\S+) \| 3 \|", ran.out, re.MULTILINE)
    assert rows == [r"shop\|\*x\*", r"store\|\*x\*"]
    assert re.search(r"^\| FAA402 \S+ \| P0 \| 2 \| 2 \|", ran.out, re.MULTILINE)
    ran = fastapi_arch(
        "report", "--merge", "shop.json", "store.json", "--format=json", cwd=tmp_path
    )
    document = json.loads(ran.out)
    assert [part["name"] for part in document["parts"]] == ["shop|*x*", "store|*x*"]
    found = {kind["code"]: (kind["parts"], kind["count"]) for kind in document["common"]}
    assert found["FAA402"] == (2, 2)
    assert fastapi_arch("report", "--merge", "none.json", cwd=tmp_path).code == 2
    ran = fastapi_arch(
        "report", "--merge", "shop.json", "store.json", "-o", "both.html", cwd=tmp_path
    )
    assert (ran.code, ran.err) == (0, "")
    page = Structure((tmp_path / "both.html").read_text())
    assert page.words.count("store|*x*") == 2  # the row, and what to begin with
    assert "FAA402 blocking-call-through-helper" in page.words


def test_an_overview_is_written_in_what_can_hold_it(tmp_path):
    write(tmp_path, SHOP)
    fastapi_arch("report", "-o", "shop.json", cwd=tmp_path)
    for asked in (["--format=sarif"], ["-o", "all.sarif"]):
        ran = fastapi_arch("report", "--merge", "shop.json", *asked, cwd=tmp_path)
        assert (ran.code, ran.out) == (2, "")
        assert "there is no sarif here, but markdown, html, json" in ran.err
