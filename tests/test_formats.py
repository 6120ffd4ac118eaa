"""Findings in the formats of other tools: well-formed, complete, safe against what they hold."""

from __future__ import annotations

import json
import pathlib
import re
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Related, Way
from flake8_fastapi_arch.review.findings import Finding, finding_of
from flake8_fastapi_arch.review.formats import LISTS
from tests.commands import MEANT, SETUP, SHOP, fastapi_arch, write
from tests.review.test_rendering import HOSTILE
from tests.review.world import BLOCKING, FAT, OPEN, UNDOCUMENTED, found

SARIF = json.loads((pathlib.Path(__file__).parent / "schemas/sarif-schema-2.1.0.json").read_text())
# What GitLab documents of its code quality reports.
GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string"},
            "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?!\\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
ALL = ("sarif:a.sarif", "gitlab:a.gitlab", "junit:a.xml", "checkstyle:b.xml", "github:a.txt")
INJECTING = "app/routes.py"
INJECTION = '''\
import time
from fastapi import FastAPI

app = FastAPI()


@app.get("/x]]><script>alert(1)</script>|`{0}`[a](javascript:1)\\x1b[31m%0A::error::")
async def read() -> None:
    """<img src=x onerror=alert(1)>"""
    time.sleep(1)
'''


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    return write(tmp_path_factory.mktemp("shop"), {**SHOP, "app/broken.py": "def f(:\n"})


@pytest.fixture(scope="module")
def checked(shop):
    """All formats that ``check`` writes at once."""
    outputs = [word for target in (*ALL, "a.json", "plain.out") for word in ("-o", target)]
    ran = fastapi_arch("check", "--extend-select=E9", *outputs, cwd=shop)
    assert (ran.code, ran.out) == (1, ""), ran.err
    return shop


def validate_sarif(document: Any) -> list[dict[str, Any]]:
    """The results of the one run, after a look at the schema and at what it leaves open."""
    jsonschema.Draft4Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(document)
    [run] = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    return run["results"]


# ── check


def test_one_run_writes_every_format_that_is_asked_for(checked):
    plain = fastapi_arch("check", "--extend-select=E9", cwd=checked)
    assert (checked / "plain.out").read_text() == plain.out
    findings = json.loads((checked / "a.json").read_text())
    places = [(f["path"].removeprefix("./"), f["line"], f["code"]) for f in findings]
    assert [p for p in places if p[2] in (*MEANT, "E999")] == [
        ("app/broken.py", 1, "E999"),
        ("app/routers/orders.py", 10, "FAA402"),
        ("app/routers/quiet.py", 13, "FAA401"),
        ("app/routers/users.py", 10, "FAA401"),
    ]
    sarif = json.loads((checked / "a.sarif").read_text())["runs"][0]["results"]
    uris = [r["locations"][0]["physicalLocation"] for r in sarif]
    assert [
        (u["artifactLocation"]["uri"], u["region"]["startLine"], r["ruleId"])
        for u, r in zip(uris, sarif)
    ] == places
    gitlab = json.loads((checked / "a.gitlab").read_text())
    assert [
        (r["location"]["path"], r["location"]["lines"]["begin"], r["check_name"]) for r in gitlab
    ] == places
    checkstyle = ElementTree.parse(checked / "b.xml").getroot()
    assert [
        (file.get("name"), int(error.get("line")), error.get("source").rpartition(".")[2])
        for file in checkstyle
        for error in file
    ] == places
    junit = ElementTree.parse(checked / "a.xml").getroot()
    assert [
        (case.get("classname"), case.get("name").split()[0]) for suite in junit for case in suite
    ] == [(path, code) for path, _, code in places]
    github = (checked / "a.txt").read_text().splitlines()
    assert [re.search(r"file=([^,]+),line=(\d+)", line).groups() for line in github] == [
        (path, str(line)) for path, line, _ in places
    ]


def test_sarif_is_valid_and_tells_the_chain(checked):
    results = validate_sarif(json.loads((checked / "a.sarif").read_text()))
    [orders] = (result for result in results if result["ruleId"] == "FAA402")
    [related] = orders["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "app/helpers.py"
    [flow] = orders["codeFlows"][0]["threadFlows"]
    steps = [step["location"]["physicalLocation"] for step in flow["locations"]]
    assert [(s["artifactLocation"]["uri"], s["region"]["startLine"]) for s in steps] == [
        ("app/routers/orders.py", 10),
        ("app/helpers.py", 5),
    ]
    assert orders["level"] == "error"
    assert orders["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "read_orders"}]


def test_sarif_rules_tell_their_story(checked):
    driver = json.loads((checked / "a.sarif").read_text())["runs"][0]["tool"]["driver"]
    rules = {rule["id"]: rule for rule in driver["rules"]}
    stories = {checker.code: checker.story.strip() for checker in catalog()}
    for code, rule in rules.items():
        assert rule["help"]["markdown"] == stories[code]
    assert rules["FAA401"]["name"] == "BlockingCallInAsync"


def test_sarif_of_weaknesses_is_tagged(tmp_path):
    document = json.loads(LISTS["sarif"]([finding_of(found(OPEN))]))
    validate_sarif(document)
    [rule] = document["runs"][0]["tool"]["driver"]["rules"]
    assert {"security", "external/cwe/cwe-306"} <= set(rule["properties"]["tags"])
    assert rule["helpUri"] == "https://cwe.mitre.org/data/definitions/306.html"
    assert float(rule["properties"]["security-severity"]) >= 7


def test_sarif_of_a_flow_ends_at_the_finding():
    source = Related("app/main.py", 3, "comes in", Way.BEFORE)
    evidence = Related("app/other.py", 9, "beside it")
    [result] = validate_sarif(
        json.loads(LISTS["sarif"]([finding_of(found(OPEN, line=7, related=(source, evidence)))]))
    )
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    lines = [s["location"]["physicalLocation"]["region"]["startLine"] for s in steps]
    assert lines == [3, 7]
    assert len(result["relatedLocations"]) == 2


def test_gitlab_tells_equal_findings_apart(checked):
    records = json.loads((checked / "a.gitlab").read_text())
    jsonschema.validate(records, GITLAB)
    twins = [finding_of(found(BLOCKING, line=line, scope="f")) for line in (3, 4)]
    first, second = json.loads(LISTS["gitlab"](twins))
    assert first["fingerprint"] != second["fingerprint"]


def test_impacts_become_levels():
    findings = [finding_of(found(by)) for by in (BLOCKING, FAT, UNDOCUMENTED)]
    sarif = json.loads(LISTS["sarif"](findings))
    assert [r["level"] for r in sarif["runs"][0]["results"]] == ["error", "warning", "note"]
    github = LISTS["github"](findings).splitlines()
    assert [line.split()[0] for line in github] == ["::error", "::warning", "::notice"]
    gitlab = json.loads(LISTS["gitlab"](findings))
    assert [r["severity"] for r in gitlab] == ["critical", "major", "minor"]
    checkstyle = ElementTree.fromstring(LISTS["checkstyle"](findings))
    assert [e.get("severity") for e in checkstyle.iter("error")] == ["error", "warning", "info"]


@pytest.mark.parametrize("form", LISTS)
def test_no_findings_are_a_valid_document(form):
    text = LISTS[form]([])
    match form:
        case "json" | "gitlab":
            assert json.loads(text) == []
        case "sarif":
            assert validate_sarif(json.loads(text)) == []
        case "junit":
            [suite] = ElementTree.fromstring(text)
            assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
        case "checkstyle":
            assert list(ElementTree.fromstring(text)) == []
        case "github":
            assert text == ""


@pytest.mark.parametrize("words", [*HOSTILE, "a,b:c%0A%0D", "{0}", "\ufffe\uffff", "]]>", "\x00"])
def test_hostile_words_stay_words(words):
    diagnostic = found(BLOCKING, path=words, what=words, related=(Related(words, 1, words),))
    findings = [finding_of(diagnostic), Finding(words, 0, 0, "E999", words)]
    texts = {form: render(findings) for form, render in LISTS.items()}
    for text in texts.values():
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", text)
    for result in validate_sarif(json.loads(texts["sarif"])):
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", result["message"]["text"])
        assert "\x1b" not in result["message"]["text"]
    jsonschema.validate(json.loads(texts["gitlab"]), {**GITLAB, "items": {"type": "object"}})
    for form in ("junit", "checkstyle"):
        kinds = [node.tag for node in ElementTree.fromstring(texts[form]).iter()]
        harmless = [finding_of(found(BLOCKING, "x.py")), Finding("x.py", 1, 1, "E999", "x")]
        if words.strip() and form == "checkstyle":  # both findings lie in one file in either
            assert kinds == [
                node.tag for node in ElementTree.fromstring(LISTS[form](harmless)).iter()
            ]
    lines = texts["github"].splitlines()
    assert len(lines) == 2
    assert all(re.fullmatch(r"::error file=[^,:]*,line=\d+,col=\d+,title=[^,:]*::.*", x)
               for x in lines)  # fmt: skip


def test_a_hostile_project_injects_nothing(tmp_path):
    root = write(tmp_path, {**SETUP, "app/[a](javascript:1)`|<b>.py": INJECTION})
    outputs = [word for target in ALL for word in ("-o", target)]
    assert fastapi_arch("check", "--no-cache", *outputs, cwd=root).code == 1
    results = validate_sarif(json.loads((root / "a.sarif").read_text()))
    uri = results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "app/%5Ba%5D%28javascript%3A1%29%60%7C%3Cb%3E.py"
    for name in ("a.xml", "b.xml"):
        tags = {node.tag for node in ElementTree.parse(root / name).iter()}
        assert tags <= {
            "testsuites", "testsuite", "testcase", "failure", "checkstyle", "file", "error",
        }  # fmt: skip
    commands = (root / "a.txt").read_text().splitlines()
    assert len(commands) == len(results)


# ── where it goes


def test_the_format_of_standard_output(shop):
    for form, first in (("sarif", "{"), ("gitlab", "["), ("github", "::"), ("junit", "<?xml")):
        ran = fastapi_arch("check", "--format", form, cwd=shop)
        assert ran.code == 1
        assert ran.out.startswith(first)


def test_a_format_that_is_asked_for_is_that_of_files_with_its_extension(shop, tmp_path):
    target, second = tmp_path / "quality.json", tmp_path / "other.sarif"
    ran = fastapi_arch(
        "check", "--format=gitlab", "-o", str(target), "-o", str(second), "--tee", cwd=shop
    )
    assert json.loads(target.read_text())[0]["check_name"]
    assert target.read_text() == ran.out
    assert json.loads(second.read_text())["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["check", "-o", "a.xml"], "say which XML: -o junit:a.xml or -o checkstyle:a.xml"),
        (["check", "-o", "a.md"], "there is no markdown here"),
        (["check", "-o", "a.txt", "-o", "b.txt"], "only one file can be in flake8's format"),
        (["report", "-o", "a.xml"], "say which XML"),
        (["report", "--format", "pylint"], "invalid choice: 'pylint'"),
        (["check", "-o", "nowhere/at/all.sarif"], "nowhere/at/all.sarif"),
    ],
)
def test_what_cannot_be_written_is_told(shop, arguments, reason):
    ran = fastapi_arch(*arguments, cwd=shop)
    assert ran.code == 2
    assert reason in ran.err
    assert "Traceback" not in ran.err


def test_the_report_lists_its_findings_for_other_tools(shop, tmp_path):
    files = [tmp_path / name for name in ("r.md", "r.json", "r.sarif")]
    outputs = [word for file in files for word in ("-o", str(file))]
    ran = fastapi_arch("report", *outputs, "-o", f"gitlab:{tmp_path}/q.json", cwd=shop)
    assert (ran.code, ran.out) == (1, "")
    assert files[0].read_text().startswith("# Backend Architecture Review Report\n")
    document = json.loads(files[1].read_text())
    listed = {
        (place["path"], place["line"], issue["code"])
        for dimension in document["dimensions"]
        for issue in dimension["issues"]
        for place in issue["locations"]
    }
    results = validate_sarif(json.loads(files[2].read_text()))
    places = [r["locations"][0]["physicalLocation"] for r in results]
    assert {
        (p["artifactLocation"]["uri"], p["region"]["startLine"], r["ruleId"])
        for p, r in zip(places, results)
    } == listed
    assert len(json.loads((tmp_path / "q.json").read_text())) == len(results)


def test_paths_are_seen_from_the_working_directory(tmp_path):
    write(tmp_path, {f"services/shop/{path}": source for path, source in SHOP.items()})
    ran = fastapi_arch("report", "services/shop", "--format=sarif", cwd=tmp_path)
    results = validate_sarif(json.loads(ran.out))
    [orders] = (result for result in results if result["ruleId"] == "FAA402")
    place = orders["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "services/shop/app/routers/orders.py", "uriBaseId": "%SRCROOT%"}
    beside = orders["relatedLocations"][0]["physicalLocation"]["artifactLocation"]
    assert beside["uri"] == "services/shop/app/helpers.py"


# ── when it fails


@pytest.mark.parametrize(
    ("least", "select", "code"),
    [("high", "FAA401", 1), ("high", "FAA109", 0), ("medium", "FAA109", 0), ("low", "FAA109", 1)],
)
@pytest.mark.parametrize("command", ["check", "report"])
def test_fail_on_counts_what_weighs_enough(shop, command, least, select, code):
    ran = fastapi_arch(command, f"--select={select}", f"--fail-on={least}", cwd=shop)
    assert select in ran.out
    assert ran.code == code


def test_fail_on_always_counts_what_cannot_be_checked(shop):
    arguments = ("check", "app/broken.py", "--fail-on=high")
    assert fastapi_arch(*arguments, "--extend-select=E9", cwd=shop).code == 1
    assert fastapi_arch(*arguments, "--extend-select=E9", "--exit-zero", cwd=shop).code == 0
