"""The team's own rules: read, refused, matched, shown and kept harmless."""

from __future__ import annotations

import ast
import itertools
import os
import pathlib
import re
import subprocess
import sys

import pytest
import yaml
from ast_grep_py import SgRoot
from hypothesis import given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch.checker import Dimension, Impact, Priority, When
from flake8_fastapi_arch.team import TeamRules, check_snippets, load

ROOT = pathlib.Path(__file__).parent.parent

HEAD = """\
code: FAA901
message: no `print`
dimension: testing
impact: low
priority: P2
"""
PRINT = HEAD + "rule:\n  pattern: print($$$)\n"


@pytest.fixture
def rules(tmp_path: pathlib.Path):
    """Loads the texts given as files of one directory of rules."""

    def loaded(*texts: str) -> TeamRules:
        for number, text in enumerate(texts):
            (tmp_path / f"{number}.yml").write_text(text)
        return load(tmp_path)

    return loaded


def found(team: TeamRules, source: str, path: str = "app/main.py") -> list[tuple[int, int, str]]:
    return sorted((d.match.line, d.match.col, d.checker.code) for d in team.check(path, source))


# ───────────────────────────── what a rule says


def test_a_rule_becomes_a_checker_like_all_others(rules):
    team = rules(
        "code: FAA942\n"
        "message: '`$CALL` leaks; use {curly}'\n"
        "advice: Replace `$CALL`.\n"
        "dimension: Async Performance\n"
        "impact: High\n"
        "priority: p0\n"
        "when: review\n"
        "rule:\n"
        "  pattern: leak.$CALL($$$ARGS)\n"
    )
    assert team.problems == ()
    (diagnostic,) = team.check(
        "app/a.py", "def f():\n    leak.now(1, 2)\n", lambda line: f"f@{line}"
    )
    checker = diagnostic.checker
    assert (checker.code, checker.dimension) == ("FAA942", Dimension.ASYNC_PERFORMANCE)
    assert (checker.impact, checker.priority) == (Impact.HIGH, Priority.P0)
    assert checker.when is When.REVIEW
    assert checker.title == "`$CALL` leaks; use {curly}"
    assert diagnostic.message == "`now` leaks; use {curly}"
    assert diagnostic.advice == "Replace `now`."
    assert (diagnostic.path, diagnostic.scope) == ("app/a.py", "f@2")


def test_advice_is_the_message_and_a_rule_is_always_on_where_nothing_else_is_said(rules):
    (rule,) = rules(PRINT).rules
    assert rule.checker.advice == rule.checker.message
    assert rule.checker.when is When.ALWAYS


def test_several_metavariables_are_shown_as_they_were_written(rules):
    team = rules(PRINT.replace("$$$", "$$$ARGS").replace("no `print`", "prints `$$$ARGS`"))
    source = "print(a,\n      b=1)\nprint()\n"
    assert [d.message for d in team.check("a.py", source)] == ["prints `a, b=1`", "prints ``"]


def test_what_is_shown_is_short_and_harmless(rules):
    team = rules(PRINT.replace("$$$", "$A").replace("no `print`", "prints $A"))
    (diagnostic,) = team.check("a.py", f"print('\x1b[31m{'x' * 100}')\n")
    assert "\x1b" not in diagnostic.message
    assert diagnostic.message.endswith("…")
    assert len(diagnostic.message) < 80


def test_a_fingerprint_outlives_a_move_and_tells_two_calls_apart(rules):
    team = rules(PRINT)
    before = [d.fingerprint for d in team.check("a.py", "print(1)\nprint(2)\n")]
    after = [d.fingerprint for d in team.check("a.py", "\n\nprint(1)\n\nprint(2)\n")]
    assert before == after
    assert len(set(before)) == 2


# ───────────────────────────── where a rule matches


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("print(1)\n", (1, 0)),
        ("x = 'é'; print(1)\n", (1, 10)),  # bytes, as ast counts
        ("x = '😀'; print(1)\n", (1, 12)),
        ("if x:\r\n\tprint(1)\r\n", (2, 1)),
        ("x = 1\rprint(1)\r", (2, 0)),
        ("x = '\u2028'; print(1)\n", (1, 11)),  # no line end in Python
        ("\ufeffprint(1)\n", (1, 0)),
    ],
)
def test_positions_are_those_of_ast(rules, source, place):
    assert found(rules(PRINT), source) == [(*place, "FAA901")]
    calls = [
        n for n in ast.walk(ast.parse(source.removeprefix("\ufeff"))) if isinstance(n, ast.Call)
    ]
    assert [(call.lineno, call.col_offset) for call in calls] == [place]


def test_a_node_that_several_rules_match_is_found_by_each(rules):
    every_call = PRINT.replace("FAA901", "FAA902").replace("print($$$)", "$F($$$)")
    nothing = PRINT.replace("FAA901", "FAA903").replace("print(", "nothing(")
    team = rules(PRINT, every_call, nothing)
    assert found(team, "print(1)\nf()\n") == [(1, 0, "FAA901"), (1, 0, "FAA902"), (2, 0, "FAA902")]


def test_constraints_of_one_rule_do_not_bind_another(rules):
    constrained = HEAD + "rule: {pattern: $F($$$)}\nconstraints: {F: {regex: ^open$}}\n"
    other = constrained.replace("FAA901", "FAA902").replace("^open$", "^close$")
    assert found(rules(constrained, other), "open()\nclose()\nf()\n") == [
        (1, 0, "FAA901"),
        (2, 0, "FAA902"),
    ]


def test_utils_of_one_name_are_different_in_different_rules(rules):
    one = HEAD + "rule: {matches: it}\nutils: {it: {pattern: one()}}\n"
    two = (
        HEAD.replace("FAA901", "FAA902")
        + "rule: {any: [matches: it]}\nutils: {it: {pattern: two()}}\n"
    )
    assert found(rules(one, two), "two()\none()\n") == [(1, 0, "FAA902"), (2, 0, "FAA901")]


def test_many_rules_at_once_find_what_ast_grep_finds_of_each(rules):
    names = ["id", "len", "max", "min", "ord", "set", "sum", "zip"]
    texts = [
        PRINT.replace("FAA901", f"FAA91{i}").replace("print(", f"{name}(")
        for i, name in enumerate(names)
    ]
    source = pathlib.Path(os.__file__).read_text() + pathlib.Path(subprocess.__file__).read_text()
    team = rules(*texts)
    root = SgRoot(source, "python").root()
    expected = [
        (node.range().start.line + 1, f"FAA91{i}")
        for i, name in enumerate(names)
        for node in root.find_all(pattern=f"{name}($$$)")
    ]
    assert expected
    assert sorted((d.match.line, d.checker.code) for d in team.check("a.py", source)) == sorted(
        expected
    )


@pytest.mark.parametrize(
    ("globs", "path", "is_checked"),
    [
        ("files: app/*.py", "app/a.py", True),
        ("files: app/*.py", "app/b/a.py", False),
        ("files: app/**", "app/b/a.py", True),
        ("files: '**/test_*.py'", "test_a.py", True),
        ("files: '**/test_*.py'", "a/b/test_a.py", True),
        ("files: [a.py, 'b?.py']", "b1.py", True),
        ("files: a.py", "x/a.py", False),
        ("ignores: tests/**", "tests/a.py", False),
        ("ignores: ['**/migrations/**']", "app/migrations/versions/a.py", False),
        ("files: app/**\nignores: app/old/**", "app/old/a.py", False),
        ("files: app/**\nignores: app/old/**", "app/new/a.py", True),
    ],
)
def test_globs_choose_files(rules, globs, path, is_checked):
    team = rules(f"{PRINT}{globs}\n")
    assert team.problems == ()
    assert bool(found(team, "print()\n", path)) is is_checked


# ───────────────────────────── what is refused, and where


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (PRINT.replace("code: FAA901\n", ""), 1, "`code` is missing"),
        (PRINT.replace("FAA901", "FAA900"), 1, "`FAA900` is not a code"),
        (PRINT.replace("FAA901", "FAA1901"), 1, "use FAA901 to FAA999"),
        (PRINT.replace("FAA901", "FAA401"), 1, "use FAA901 to FAA999"),
        (PRINT.replace("FAA901", "[FAA901]"), 1, "`code` must be printable text"),
        (PRINT + "severity: error\n", 8, "unknown key `severity`; allowed: `code`"),
        (PRINT + "code: FAA902\n", 8, "`code` is given twice"),
        (PRINT.replace("testing", "the tool itself"), 3, "`dimension` cannot be"),
        (PRINT.replace("impact: low", "impact: huge"), 4, "use `high`, `medium`, `low`"),
        (PRINT.replace("P2", "P3"), 5, "use `p0`, `p1`, `p2`"),
        (PRINT + "when: never\n", 8, "use `always`, `review`, `asked`"),
        (PRINT.replace("no `print`", "no $NAME"), 2, "names `$NAME`, which no pattern"),
        (PRINT.replace("no `print`", '"\\e[31m"'), 2, "`message` must be printable text"),
        (PRINT + "advice:\n", 8, "`advice` must be printable text"),
        (PRINT + "files: {a: b}\n", 8, "`files` must be text or a list of texts"),
        (PRINT + "files:\n- a\n- /b\n", 10, "`/b` must be relative to the project"),
        (PRINT + "ignores: ../b\n", 8, "`../b` must be relative to the project"),
        (PRINT + "bad: [[x]]\n", 8, "`bad` must be text or a list of texts"),
        (HEAD + "rule: print()\n", 6, "`rule` must be a mapping"),
        (HEAD + "rule:\n  patern: x\n", 7, "unknown key `patern`; allowed: `all`, `any`"),
        (HEAD + "rule:\n  kind: call\n  has:\n    knd: x\n", 9, "unknown key `knd`"),
        (HEAD + "rule:\n  any:\n  - kind: call\n  - kind: nope\n", 9, "Kind `nope` is invalid"),
        (HEAD + "rule:\n  any: [x]\n", 7, "a rule is a mapping"),
        (HEAD + "rule:\n  not: x\n", 7, "a rule is a mapping"),
        (HEAD + "rule: {}\n", 6, "Rule must have one positive matcher"),
        (HEAD + "rule:\n  regex: (\n", 6, "regex parse error"),
        (HEAD + "rule:\n  pattern: 'f('\n", 7, "the pattern `f(` is not Python"),
        (HEAD + "rule:\n  pattern: 'except E: pass'\n", 7, "use `context` and `selector`"),
        (HEAD + "rule:\n  pattern: ''\n", 6, "No AST root is detected"),
        (HEAD + "rule:\n  matches: that\n", 7, "`that` is not among the rule's `utils`"),
        (
            HEAD + "rule: {kind: call}\nconstraints: {A: {kind: call}}\n",
            6,
            "Undefined meta var `A`",
        ),
        (HEAD + "rule: {kind: call}\nconstraints:\n  A:\n    knd: call\n", 9, "unknown key `knd`"),
        ("- a\n- b\n", 1, "a rule is a mapping with `code`"),
        ("code: FAA901\n  message: x\n", 2, "not YAML"),
        ("code: 'FAA901\n", 2, "not YAML"),
        ("code: \0\n", 1, "not YAML"),
    ],
)
def test_a_bad_rule_is_named_with_its_line_and_the_next_file_still_works(rules, text, line, reason):
    team = rules(text, PRINT.replace("FAA901", "FAA999"))
    (problem,) = team.problems
    assert problem.line == line
    assert reason in problem.reason
    assert problem.path.endswith("0.yml")
    assert "backtrace" not in problem.reason
    assert found(team, "print()\n") == [(1, 0, "FAA999")]


def test_a_bad_document_does_not_hide_the_next_of_its_file(rules):
    team = rules("---\ncode: X\n---\n" + PRINT + "---\n")
    assert [problem.line for problem in team.problems] == [2]
    assert found(team, "print()\n") == [(1, 0, "FAA901")]


def test_a_code_given_twice_is_refused_and_the_first_stays(rules):
    team = rules(PRINT, "# again\n" + PRINT.replace("print(", "other("))
    (problem,) = team.problems
    assert problem.line == 2
    assert "`FAA901` is taken by" in problem.reason
    assert "0.yml:1" in problem.reason
    assert found(team, "print()\nother()\n") == [(1, 0, "FAA901")]


def test_a_directory_that_is_none_or_empty_is_a_problem(tmp_path):
    (problem,) = load(tmp_path / "absent").problems
    assert problem.reason == "there is no such directory"
    (problem,) = load(tmp_path).problems
    assert "holds no rules" in problem.reason


def test_rules_below_the_directory_are_read_and_hidden_ones_are_not(tmp_path):
    for name, code in (("sub/a.yaml", "FAA901"), (".hidden/b.yml", "FAA902"), (".c.yml", "FAA903")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PRINT.replace("FAA901", code))
    team = load(tmp_path)
    assert [rule.checker.code for rule in team.rules] == ["FAA901"]
    assert team.problems == ()


# ───────────────────────────── snippets


def test_snippets_that_agree_with_the_rule_are_no_problem(rules):
    (rule,) = rules(PRINT + "files: src/**\nbad: |\n  print()\ngood: [f(), 'x = 1']\n").rules
    assert list(check_snippets(rule)) == []


def test_snippets_that_prove_the_rule_wrong_are_named_with_their_lines(rules):
    text = PRINT + "bad:\n- print()\n- f()\n- |\n  f(\ngood: |\n  f()\n  print()\n"
    (rule,) = rules(text).rules
    assert [(p.line, p.reason.partition(":")[0]) for p in check_snippets(rule)] == [
        (10, "`FAA901` finds nothing in this `bad` snippet"),
        (12, "the snippet is not Python"),
        (14, "`FAA901` is found in line 2 of this `good` snippet"),
    ]


# ───────────────────────────── hostile rules


A_RULE = HEAD + "rule: {matches: a}\n"


def _doubling(levels: int) -> str:
    """Utils that each refer twice to the next."""
    names = ["a", *(f"a{i}" for i in range(levels))]
    pairs = itertools.pairwise(names)
    doubled = [f"  {one}: {{any: [matches: {two}, matches: {two}]}}\n" for one, two in pairs]
    return "".join(doubled) + f"  {names[-1]}: {{kind: call}}\n"


def _bomb() -> str:
    """Aliases that stand for nine to the power of 29 words."""
    levels = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    return "a0: &a0 [x]\n" + "\n".join(levels) + "\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + "rule: " + "{not: " * 5_000 + "{kind: call}" + "}" * 5_000, "nests deeper"),
        (HEAD + "rule: " + "{any: [" * 30 + "{kind: call}" + "]}" * 30, "nests deeper"),
        (HEAD + "rule: " + "[" * 50_000, "nests deeper"),
        (_bomb(), "YAML aliases are not supported"),
        ("a: &a {<<: *a}\n", "YAML aliases are not supported"),
        (PRINT + "# " + "x" * 200_000, "is larger than"),
        (
            HEAD + "rule: {matches: a}\nutils: {a: {has: {matches: a, stopBy: end}}}\n",
            "refers to itself",
        ),
        (
            HEAD + "rule: {matches: a}\nutils: {a: {matches: b}, b: {not: {matches: a}}}\n",
            "refers to itself",
        ),
        (
            HEAD
            + "rule: {matches: a0}\nutils:\n"
            + "".join(
                f"  a{i}: {{any: [matches: a{i + 1}, matches: a{i + 1}]}}\n" for i in range(60)
            )
            + "  a60: {kind: call}\n",
            "takes more than 500 steps",
        ),
        (
            HEAD
            + "rule: {kind: call, has: {stopBy: end, kind: call, inside: {stopBy: end, kind: call, "
            "has: {stopBy: end, kind: call}}}}\n",
            "take too long",
        ),
        (HEAD + f"rule: {{regex: '{'x' * 2_000}'}}\n", "`regex` is longer"),
        (HEAD + f"rule: {{pattern: '{'x' * 2_000}'}}\n", "`pattern` is longer"),
        (HEAD + "rule: {regex: '(a{1000}){1000}'}\n", "ast-grep refuses it"),
        (PRINT.replace("no `print`", "x" * 2_000), "`message` must be printable text"),
    ],
)
def test_a_hostile_rule_is_refused(rules, text, reason):
    team = rules(text)
    assert reason in team.problems[0].reason
    assert team.rules == ()


def test_format_fields_in_a_message_reach_nothing(rules):
    team = rules(PRINT.replace("no `print`", '"{0.__class__} {A} {match}"'))
    (diagnostic,) = team.check("a.py", "print()\n")
    assert diagnostic.message == "{0.__class__} {A} {match}"


def test_a_file_that_leads_out_of_the_directory_is_not_read(tmp_path):
    (tmp_path / "secret.yml").write_text(PRINT)
    inside = tmp_path / "rules"
    inside.mkdir()
    (inside / "a.yml").symlink_to(tmp_path / "secret.yml")
    (inside / "loop").symlink_to(inside)
    os.mkfifo(inside / "b.yml")
    team = load(inside)
    assert team.rules == ()
    assert [p.reason for p in team.problems] == [
        "leads out of the directory of rules",
        "is not a regular file",
    ]


def test_a_costly_rule_leaves_out_code_deeper_than_people_write(rules):
    costly = (
        HEAD + "rule: {kind: attribute, has: {stopBy: end, kind: attribute, "
        "has: {stopBy: end, kind: string}}}\n"
    )
    team = rules(costly, PRINT.replace("FAA901", "FAA902"))
    assert team.problems == ()
    source = "print(a" + ".b" * 400 + ")\n"
    assert [(d.checker.code, d.match.line) for d in team.check("a.py", source)] == [
        ("FAA000", 1),
        ("FAA902", 1),
    ]
    assert found(team, "'x'.a.b\n") == [(1, 0, "FAA901")]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_as_source_is_survived(tmp_path_factory, text):
    directory = tmp_path_factory.mktemp("rules")
    (directory / "a.yml").write_text(HEAD + "rule: {regex: .}\n")
    for diagnostic in load(directory).check("a.py", text):
        assert diagnostic.match.line >= 1


_SCALARS = st.sampled_from(
    ["call", "end", "neighbor", "$A", "print($$$)", "^x", "0", "1", "2n+1", "-1", "", "x y", "true",
     "function", "ast", "smart"]
)  # fmt: skip
_KEYS = st.sampled_from(
    ["pattern", "kind", "regex", "nthChild", "range", "inside", "has", "precedes", "follows", "all",
     "any", "not", "matches", "stopBy", "field", "ofRule", "position", "reverse", "start", "end",
     "line", "column", "context", "selector", "strictness", "a", "A"]
)  # fmt: skip
_TREES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(rule=_TREES, constraints=_TREES, utils=_TREES)
def test_any_rule_is_accepted_or_refused_with_a_reason(tmp_path_factory, rule, constraints, utils):
    text = HEAD + yaml.safe_dump({"rule": rule, "constraints": constraints, "utils": utils})
    directory = tmp_path_factory.mktemp("rules")
    (directory / "a.yml").write_text(text)
    team = load(directory)
    assert len(team.rules) + len(team.problems) == 1
    for _ in team.check("a.py", "print(x)\n"):
        pass


def test_the_catalogue_needs_neither_yaml_nor_ast_grep_without_rules():
    script = (
        "import sys; import flake8_fastapi_arch.engine; "
        "sys.exit(bool({'yaml', 'ast_grep_py'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_the_examples_agree_with_their_own_snippets():
    team = load(ROOT / "examples" / "team_rules")
    assert team.problems == ()
    assert team.rules
    for rule in team.rules:
        assert rule.bad
        assert rule.good
        assert list(check_snippets(rule)) == []


def test_the_rules_in_the_guide_work(rules):
    guide = (ROOT / "docs" / "team-rules.md").read_text()
    fences = re.findall(r"^```yaml\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    team = rules(*fences)
    assert team.problems == ()
    assert [rule.checker.code for rule in team.rules] == ["FAA901", "FAA902"]
    for rule in team.rules:
        assert rule.bad
        assert rule.good
        assert list(check_snippets(rule)) == []
    handler = "@router.post('/')\nasync def create(db):\n    await db.commit()\n"
    (found_one,) = team.check("app/routers/a.py", handler)
    assert found_one.message == "Commit in the service, not in the handler `create`"
