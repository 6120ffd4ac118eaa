"""Whatever stands in the files that are read besides sources: it is told in words, with an exit
code, and never as a traceback.

The files are valid ones in which something was changed by lot, or made up altogether. The commands
run in this process, for some hundred starts would take minutes.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import os
import pathlib
import shutil
import sqlite3
import tempfile
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flake8_fastapi_arch import cli
from flake8_fastapi_arch.cache import DIRECTORY
from tests.commands import SHOP, Ran, write

pytestmark = pytest.mark.slow
fuzzed = settings(
    max_examples=100, deadline=None, database=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

WORDS = st.sampled_from(
    ["FAA401", "FAA", "FAA9", "E501", "high", "P1", "GET /users: why", "app/*", "0", "-1", "9" * 30,
     "true", "no", "%", "%(x)s", "[", "]", "{", "}", ":", "=", ",", "\n    ", "\n", "#", "\x00",
     "\N{SNAKE}", "max-router-lines", "service", "\\", "*", "**", "[a-", "&a", "*a", "!!", "'"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=20), st.lists(WORDS, max_size=6).map(" ".join))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """*value*, of which one part is another thing, or is gone."""
    whole = [copy.deepcopy(value)]
    holder: Any = whole
    key: Any = 0
    while isinstance(holder[key], (dict, list)) and holder[key] and draw(st.integers(0, 9)):
        holder = holder[key]
        keys = range(len(holder)) if isinstance(holder, list) else [*holder]
        key = draw(st.sampled_from(keys))
    if holder is whole or draw(st.booleans()):
        holder[key] = draw(ANYTHING)
    else:
        del holder[key]
    return whole[0]


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """*content*, of which one stretch is another."""
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 40)))
    return content[:start] + draw(st.binary(max_size=20) | TEXTS.map(str.encode)) + content[end:]


def fastapi_arch(*arguments: str, cwd: pathlib.Path) -> Ran:
    """What the command comes to, run in this process; it has told whatever was wrong in words."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    before = pathlib.Path.cwd()
    os.chdir(cwd)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main(arguments)
    except SystemExit as end:  # as argparse has it
        code = end.code if isinstance(end.code, int) else 2
    finally:
        os.chdir(before)
    out.flush()
    ran = Ran(code, out.buffer.getvalue().decode(), err.getvalue())  # type: ignore[attr-defined]
    assert ran.code in (0, 1, 2)
    assert ran.code != 2 or ran.err.strip()
    said = ran.out + ran.err
    assert not any(words in said for words in ("Traceback", "internal error", "FAA000"))
    return ran


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> pathlib.Path:
    """The shop, and its review as JSON."""
    root = write(tmp_path_factory.mktemp("shop"), SHOP)
    fastapi_arch("report", "-o", "review.json", cwd=root)
    fastapi_arch("baseline", "-o", "known.json", cwd=root)
    (root / "flake8.txt").write_text(fastapi_arch("check", cwd=root).out)
    return root


# ── the configuration


NAMES = st.sampled_from(
    ["select", "extend-select", "ignore", "extend-ignore", "per-file-ignores", "exclude",
     "extend-exclude", "filename", "jobs", "format", "max-line-length", "count", "verbose", "color",
     "tee", "output-file", "statistics", "benchmark", "disable-noqa", "doctests", "max-complexity",
     "stdin-display-name", "require-plugins", "enable-extensions", "hang-closing", "bug-report",
     "fastapi-arch-rules", "fastapi-arch-source-roots", "fastapi-arch-libraries",
     "fastapi-arch-public-routes", "fastapi-arch-layers", "fastapi-arch-severity",
     "fastapi-arch-per-path-options", "fastapi-arch-baseline", "fastapi-arch-no-cache",
     "max-handler-statements", "max-router-lines", "lookup-tables"]
)  # fmt: skip
SETTINGS = st.lists(st.tuples(NAMES, TEXTS), max_size=4).map(
    lambda pairs: "\n".join(["[flake8]", *(f"{name} = {value}" for name, value in pairs), ""])
)


@fuzzed
@given(text=SETTINGS, command=st.sampled_from(["check", "config", "init"]))
def test_any_configuration(shop, text, command):
    (shop / "setup.cfg").write_bytes(text.encode())
    fastapi_arch(command, *(["--dry-run"] if command == "init" else []), cwd=shop)


@fuzzed
@given(content=spoiled(SHOP["setup.cfg"].encode()))
def test_a_configuration_that_is_none(shop, content):
    (shop / "setup.cfg").write_bytes(content)
    fastapi_arch("config", cwd=shop)


# ── the team's rules, and tables of libraries


RULE = {
    "code": "FAA901",
    "message": "`$X` is printed",
    "advice": "Log $X.",
    "dimension": "code_organization",
    "impact": "low",
    "priority": "P2",
    "when": "always",
    "files": ["app/**"],
    "ignores": ["app/main.py"],
    "constraints": {"X": {"regex": "^[a-z]+$"}},
    "utils": {"loud": {"any": [{"pattern": "print($X)"}, {"pattern": "pprint($X)"}]}},
    "rule": {"matches": "loud", "inside": {"kind": "function_definition", "stopBy": "end"}},
    "bad": ["def f(a):\n    print(a)\n"],
    "good": ["def f(a):\n    return a\n"],
}
TABLE = b"""\
[classes]
"app.helpers.Client" = []

[returns]
"app.helpers.connect" = "app.helpers.Client"

[effects]
network = ["app.helpers.Client.*", "!app.helpers.Client.{close,url_for}", "app.helpers.wait"]

[sinks]
"app.helpers.run" = { kind = "sql", position = 0, keyword = "statement" }

[instead]
"app.helpers.*" = "app.aio"
"""
RULES = changed(RULE).map(yaml.safe_dump).map(str.encode) | spoiled(yaml.safe_dump(RULE).encode())


@fuzzed
@given(content=RULES)
def test_any_rule(shop, content):
    settings_ = "[flake8]\nfastapi-arch-rules = rules\n"
    write(shop, {"setup.cfg": settings_, "rules/rule.yml": content})
    fastapi_arch("test-rules", cwd=shop)
    fastapi_arch("check", "app/routers/users.py", cwd=shop)


@fuzzed
@given(content=spoiled(TABLE))
def test_any_table_of_a_library(shop, content):
    settings_ = "[flake8]\nfastapi-arch-libraries = table.toml\n"
    write(shop, {"setup.cfg": settings_, "table.toml": content})
    fastapi_arch("check", cwd=shop)


# ── the baseline, reviews, and what flake8 printed


@fuzzed
@given(data=st.data())
def test_any_baseline(shop, data):
    known = json.loads((shop / "known.json").read_text())
    settings_ = "[flake8]\nfastapi-arch-baseline = changed.json\n"
    write(shop, {"setup.cfg": settings_, "changed.json": json.dumps(data.draw(changed(known)))})
    fastapi_arch("check", cwd=shop)
    fastapi_arch("baseline", "--prune", cwd=shop)


@fuzzed
@given(data=st.data())
def test_any_review_to_compare_with_or_to_merge(shop, data):
    review = json.loads((shop / "review.json").read_text())
    write(shop, {"setup.cfg": "[flake8]\n", "other.json": json.dumps(data.draw(changed(review)))})
    for form in ("markdown", "json"):
        fastapi_arch("report", "--merge", "review.json", "other.json", f"--format={form}", cwd=shop)
    fastapi_arch("report", "--against", "other.json", "--format=changes", cwd=shop)


@fuzzed
@given(data=st.data())
def test_anything_that_flake8_may_have_printed(shop, data):
    printed = (shop / "flake8.txt").read_bytes()
    write(shop, {"setup.cfg": "[flake8]\n", "printed.txt": data.draw(spoiled(printed))})
    fastapi_arch("report", "--from-flake8", "printed.txt", cwd=shop)


@fuzzed
@given(content=st.binary(max_size=60))
def test_no_bytes_at_all_are_too_much(shop, content):
    write(shop, {"setup.cfg": "[flake8]\n", "any": content})
    fastapi_arch("check", "--fastapi-arch-baseline", "any", cwd=shop)
    fastapi_arch("report", "--against", "./any", cwd=shop)
    fastapi_arch("report", "--merge", "any", cwd=shop)
    fastapi_arch("report", "--from-flake8", "any", cwd=shop)


# ── what is kept of earlier runs


@fuzzed
@given(data=st.data())
def test_any_cache_says_what_none_says(shop, data):
    write(shop, {"setup.cfg": "[flake8]\n"})
    expected = fastapi_arch("check", "--no-cache", cwd=shop)
    with tempfile.TemporaryDirectory() as scratch:
        copied = pathlib.Path(shutil.copytree(shop, pathlib.Path(scratch, "shop")))
        fastapi_arch("check", cwd=copied)
        kept = copied / DIRECTORY / "cache.sqlite"
        with contextlib.closing(sqlite3.connect(kept)) as database:
            database.execute("PRAGMA journal_mode = DELETE")
        kept.write_bytes(data.draw(spoiled(kept.read_bytes())))
        assert fastapi_arch("check", cwd=copied) == expected


# ── what lies around the sources


AROUND = {
    "pyproject.toml": b'[project]\nname = "shop"\ndependencies = ["fastapi>=0.115", "sqlalchemy"]\n'
    b"[tool.mypy]\nstrict = true\n[tool.poetry.dependencies]\nfastapi = { version = '^0.1' }\n",
    "requirements.txt": b"fastapi==0.115.0\n-r other.txt\nsqlalchemy[asyncio]>=2 ; os_name=='x'\n",
    "uv.lock": b'version = 1\n[[package]]\nname = "fastapi"\nversion = "0.115.0"\n',
    "poetry.lock": b'[[package]]\nname = "fastapi"\nversion = "0.115.0"\n',
    "Pipfile": b'[packages]\nfastapi = "==0.115.0"\n',
    "Pipfile.lock": b'{"default": {"fastapi": {"version": "==0.115.0"}}}',
    "Dockerfile": b"FROM python:3.12-slim AS base\nRUN pip install fastapi==0.115.0\n",
    "compose.yml": b"services:\n  web:\n    image: shop\n  db:\n    image: postgres\n",
    "coverage.json": b'{"files": {"app/main.py": {"executed_lines": [1, 2], "missing_lines": []}}}',
    "coverage.xml": b'<coverage><packages><package><classes><class filename="app/main.py"><lines>'
    b'<line number="1" hits="1"/></lines></class></classes></package></packages></coverage>',
    ".pre-commit-config.yaml": b"repos:\n- repo: local\n  hooks:\n  - id: ruff\n",
    ".env.example": b"SECRET_KEY=change\nDATABASE_URL=postgresql://a:b@db/shop\n",
    "alembic.ini": b"[alembic]\nscript_location = migrations\n",
}


@fuzzed
@given(data=st.data(), name=st.sampled_from([*AROUND]))
def test_whatever_lies_around_the_sources(shop, data, name):
    write(shop, {"setup.cfg": "[flake8]\n", name: data.draw(spoiled(AROUND[name]))})
    try:
        fastapi_arch("report", cwd=shop)
    finally:
        (shop / name).unlink()
