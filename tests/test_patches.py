"""Suggested patches: made, they repair what was found, and nothing else changes."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import json
import pathlib
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping

import pytest

from flake8_fastapi_arch.analysis import Analysis
from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.checker import Checker, Diagnostic, When
from flake8_fastapi_arch.cli import main
from flake8_fastapi_arch.patches.patch import Patch, patch_for
from flake8_fastapi_arch.patches.repair import all_repairs
from tests import harness
from tests.commands import write
from tests.test_cases import cases

CHECKERS = {checker.code: checker for checker in catalog()}
PATCHED = [CHECKERS[code] for code in all_repairs()]
UNASKED = [checker for checker in catalog() if checker.when is not When.ASKED]
every_repair = pytest.mark.parametrize("checker", PATCHED, ids=lambda checker: checker.code)


@every_repair
def test_what_is_patched_is_repaired(checker: Checker) -> None:
    repaired = 0
    for sources in (harness.bad(checker), *map(harness.case, cases(checker.code))):
        if harness.marked(sources):
            before = _unmarked(sources)
            after, left = _repaired(before, checker)
            assert list(map(_words, harness.diagnostics(after, [checker]))) == [*map(_words, left)]
            repaired += after != before
    assert repaired


@every_repair
def test_a_patch_brings_nothing_new(checker: Checker) -> None:
    before = _unmarked(harness.bad(checker))
    after, _ = _repaired(before, checker)
    asked = {*UNASKED, checker}
    assert _codes(after, asked) <= _codes(before, asked)


def test_nothing_is_written() -> None:
    source = "from fastapi import FastAPI\n\napp = FastAPI(debug=True)\n"
    with _project({"app.py": source}, CHECKERS["FAA328"]) as (found, root):
        assert [patch for _, patch in found if patch]
        assert (root / "app.py").read_text() == source


@pytest.mark.parametrize("end", ["\n", "", "\r\n"], ids=repr)
def test_git_applies_the_diff(tmp_path: pathlib.Path, end: str) -> None:
    head = "from fastapi import FastAPI\n\n".replace("\n", end or "\n")
    source = f"{head}app = FastAPI(debug=True){end}"
    patch = _only_patch({"app.py": source}, "FAA328")
    (tmp_path / "app.py").write_bytes(source.encode())
    subprocess.run(["git", "apply"], cwd=tmp_path, input=patch.diff.encode(), check=True)
    assert (tmp_path / "app.py").read_bytes().decode() == patch.after
    assert patch.after == f"{head}app = FastAPI(){end}"
    [edit] = patch.edits
    assert (edit.line, edit.column, edit.end_line, edit.end_column) == (3, 14, 3, 24)
    assert edit.text == ""


def test_line_ends_and_tabs_are_kept() -> None:
    source = "import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\n"
    source += "async def wait() -> None:\n\ttime.sleep(1)\n"
    patch = _only_patch({"app.py": source.replace("\n", "\r\n")}, "FAA401")
    assert patch.after == (
        "import asyncio\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\n"
        "async def wait() -> None:\n\tawait asyncio.sleep(1)\n"
    ).replace("\n", "\r\n")


def test_a_file_whose_line_ends_differ_is_left_alone() -> None:
    source = "from fastapi import FastAPI\r\n\napp = FastAPI(debug=True)\n"
    with _project({"app.py": source}, CHECKERS["FAA328"]) as (found, _):
        assert [patch for _, patch in found] == [None]


def test_lines_are_as_long_as_the_project_says() -> None:
    source = "from sqlalchemy import create_engine\n\n"
    source += "engine = create_engine('postgresql://shop@database.example/shop', pool=None, a=1)\n"
    source = source.replace("pool=None, a=1", "future=True")
    narrow = _only_patch({"db.py": source}, "FAA222").after.splitlines()
    assert narrow[2:] == [
        "engine = create_engine(",
        "    'postgresql://shop@database.example/shop', future=True, pool_pre_ping=True",
        ")",
    ]
    wide = {"db.py": source, "pyproject.toml": "[tool.ruff]\nline-length = 120\n"}
    assert len(_only_patch(wide, "FAA222").after.splitlines()) == 3


_HEAD = "from fastapi import Depends, FastAPI, Query\n\napp = FastAPI()\n\n\n"
_TYPED = _HEAD.replace("from fastapi", "from typing import Annotated\n\nfrom fastapi", 1)
_GET = "def one() -> int:\n    return 1\n\n\n@app.get('/')\n"

_ROWS = """\
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI()
make = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"))


class Base(DeclarativeBase): ...


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)


async def get_session():
    async with make() as session:
        yield session


Db = Annotated[AsyncSession, Depends(get_session)]


@app.get("/")
"""
_SESSION = """\
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make = sessionmaker(create_engine("sqlite://"))


"""
_USED = """

@app.get("/")
def read(session: Annotated[Session, Depends(get_session)]): ...
"""
_FIND = """\
from fastapi import FastAPI, HTTPException

app = FastAPI()


def find() -> int:
    raise HTTPException(404)


@app.get("/")
def read():
"""
LAYOUTS: dict[str, tuple[str, str, str | None]] = {
    "defaults stay behind what has none": (
        "FAA108",
        _HEAD + _GET + "def read(a: int = 1, b: int = Depends(one)) -> int:\n    return a\n",
        _TYPED
        + _GET
        + "def read(b: Annotated[int, Depends(one)], a: int = 1) -> int:\n    return a\n",
    ),
    "a default moves out of its marker": (
        "FAA108",
        _HEAD + _GET + "def read(*, a: int = Query(default=3, le=9), b: int = Query(...)): ...\n",
        _TYPED
        + _GET
        + "def read(*, a: Annotated[int, Query(le=9)] = 3, b: Annotated[int, Query()]): ...\n",
    ),
    "an import under another name serves": (
        "FAA108",
        "import typing as t\n" + _HEAD + _GET + "def read(a: int = Depends(one)): ...\n",
        "import typing as t\n"
        + _HEAD
        + _GET
        + "def read(a: t.Annotated[int, Depends(one)]): ...\n",
    ),
    "typing's other names keep their order": (
        "FAA108",
        "from typing import TYPE_CHECKING, Any, cast\n\n"
        + _HEAD
        + _GET
        + "def read(a: Any = Depends(one)): ...\n",
        "from typing import TYPE_CHECKING, Annotated, Any, cast\n\n"
        + _HEAD
        + _GET
        + "def read(a: Annotated[Any, Depends(one)]): ...\n",
    ),
    "the name stands for something else": (
        "FAA108",
        _HEAD + "Annotated = 1\n\n\n" + _GET + "def read(a: int = Depends(one)): ...\n",
        None,
    ),
    "a marker of several lines": (
        "FAA108",
        _HEAD
        + _GET
        + "def read(\n    a: int = Query(\n        3,\n        le=9,  # enough\n    ),\n): ...\n",
        None,
    ),
    "a marker of several lines is indented": (
        "FAA108",
        _HEAD + _GET + "def read(\n    a: int = Query(\n        3,\n        le=9,\n        ge=1,\n"
        "    ),\n): ...\n",
        _TYPED + _GET + "def read(\n    a: Annotated[\n        int,\n        Query(\n"
        "            le=9,\n            ge=1,\n        ),\n    ] = 3,\n): ...\n",
    ),
    "a comment stays at a parameter that stays": (
        "FAA108",
        _HEAD + _GET + "def read(\n    b: int,\n    a: int = Depends(one),  # first\n): ...\n",
        _TYPED
        + _GET
        + "def read(\n    b: int,\n    a: Annotated[int, Depends(one)],  # first\n): ...\n",
    ),
    "a comment may speak of a parameter that moves": (
        "FAA108",
        _HEAD + _GET + "def read(\n    b: int = 1,  # x\n    a: int = Depends(one),\n): ...\n",
        None,
    ),
    "who calls the function by hand would have to pass more": (
        "FAA108",
        _HEAD + _GET + "def read(a: int = Depends(one)): ...\n\n\nread()\n",
        None,
    ),
    "a type that does not allow the default": (
        "FAA108",
        _HEAD + _GET + "def read(a: int = Query(None)): ...\n",
        None,
    ),
    "a postponed annotation cannot see local names": (
        "FAA108",
        "from __future__ import annotations\n\n"
        + _HEAD
        + "def make(find):\n    @app.get('/')\n    def read(a: int = Depends(find)): ...\n",
        None,
    ),
    "a postponed annotation sees the module's": (
        "FAA108",
        '"""An app."""\n\nfrom __future__ import annotations\n\n'
        + _HEAD
        + _GET
        + "def read(a: int = Depends(one)): ...\n",
        '"""An app."""\n\nfrom __future__ import annotations\n\n'
        + _TYPED
        + _GET
        + "def read(a: Annotated[int, Depends(one)]): ...\n",
    ),
    "the only argument left comes back to one line": (
        "FAA107",
        _HEAD + "@app.get(\n    '/',\n    response_model=int,\n)\ndef read() -> int: ...\n",
        _HEAD + "@app.get('/')\ndef read() -> int: ...\n",
    ),
    "a comment beside what goes": (
        "FAA107",
        _HEAD + "@app.get(\n    '/',\n    response_model=int,  # whole\n)\ndef one() -> int: ...\n",
        None,
    ),
    "what is awaited is put in parentheses where it is used": (
        "FAA401",
        "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\n"
        "async def read():\n    return requests.get('https://a.b', timeout=1).json()\n",
        "import requests\nfrom fastapi import FastAPI\n"
        "from fastapi.concurrency import run_in_threadpool\n\napp = FastAPI()\n\n\n@app.get('/')\n"
        "async def read():\n"
        "    return (await run_in_threadpool(requests.get, 'https://a.b', timeout=1)).json()\n",
    ),
    "a stream is read after the call": (
        "FAA401",
        "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\n"
        "async def read():\n    return requests.get('https://a.example', stream=True, timeout=1)\n",
        None,
    ),
    "an import that serves others, too, stays": (
        "FAA401",
        "import time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/')\n"
        "async def read():\n    time.sleep(1)\n    return time.time()\n",
        "import asyncio\nimport time\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n"
        "@app.get('/')\nasync def read():\n    await asyncio.sleep(1)\n    return time.time()\n",
    ),
    "rows of a select are counted": (
        "FAA206",
        _ROWS + "async def read(s: Db) -> int:\n"
        "    return len((await s.scalars(select(Book).where(Book.id > 1))).all())\n",
        _ROWS.replace("import select", "import func, select") + "async def read(s: Db) -> int:\n"
        "    return await s.scalar(select(func.count()).select_from(Book).where(Book.id > 1))\n",
    ),
    "a count has no order": (
        "FAA206",
        _ROWS + "async def read(s: Db) -> int:\n"
        "    return len((await s.scalars(select(Book).order_by(Book.id))).all())\n",
        None,
    ),
    "a session that is returned": (
        "FAA213",
        _SESSION + "def get_session() -> Session:\n    # Ours alone.\n    return make()\n" + _USED,
        _SESSION.replace("from typing", "from collections.abc import Iterator\nfrom typing")
        + "def get_session() -> Iterator[Session]:\n    # Ours alone.\n"
        + "    with make() as session:\n        yield session\n"
        + _USED,
    ),
    "a session dependency that somebody calls": (
        "FAA213",
        _SESSION + "def get_session() -> Session:\n    return make()\n" + _USED + "get_session()\n",
        None,
    ),
    "what follows the session moves into with": (
        "FAA213",
        _SESSION + "def get_session():\n    s = make()\n\n    try:\n        yield s\n"
        "    except ValueError:\n        s.rollback()  # all\n        raise\n\n    s.close()\n"
        + _USED,
        _SESSION + "def get_session():\n    with make() as s:\n        try:\n            yield s\n"
        "        except ValueError:\n            s.rollback()  # all\n            raise\n" + _USED,
    ),
    "a default with arguments becomes a lambda": (
        "FAA233",
        "from datetime import UTC, datetime\n\nfrom pydantic import BaseModel\n\n\n"
        "class Order(BaseModel):\n    at: datetime = datetime.now(UTC)\n",
        "from datetime import UTC, datetime\n\nfrom pydantic import BaseModel, Field\n\n\n"
        "class Order(BaseModel):\n"
        "    at: datetime = Field(default_factory=lambda: datetime.now(UTC))\n",
    ),
    "except clauses with comments": (
        "FAA516",
        _FIND + "    try:\n        return find()\n    # Whatever.\n    except Exception:\n"
        "        raise HTTPException(503)\n",
        _FIND + "    try:\n        return find()\n    except HTTPException:\n        raise\n"
        "    # Whatever.\n    except Exception:\n        raise HTTPException(503)\n",
    ),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_kept_or_there_is_no_patch(name: str) -> None:
    code, before, after = LAYOUTS[name]
    with _project({"app.py": before}, CHECKERS[code]) as (found, _):
        assert found
        assert {patch and patch.after for _, patch in found} == {after}


def _unmarked(sources: harness.Sources) -> harness.Sources:
    """*sources* without the comments that tell the tests where a checker speaks."""
    return {
        path: re.sub(r"[ \t]*# FAA\d+(, FAA\d+)*$", "", text, flags=re.MULTILINE)
        for path, text in sources.items()
    }


def _repaired(
    sources: harness.Sources, checker: Checker
) -> tuple[harness.Sources, list[Diagnostic]]:
    """*sources* with patch after patch made, and the findings for which there is none."""
    for _ in range(30):
        with _project(sources, checker) as (found, _root):
            patch = next((patch for _, patch in found if patch is not None), None)
        if patch is None:
            return sources, [diagnostic for diagnostic, _ in found]
        ast.parse(patch.after)
        sources = {**sources, patch.path: patch.after}
    raise AssertionError("patches without end")


def _words(diagnostic: Diagnostic) -> tuple[str, str]:
    return diagnostic.path, diagnostic.message


def _codes(sources: harness.Sources, checkers: set[Checker]) -> set[str]:
    return {diagnostic.checker.code for diagnostic in harness.diagnostics(sources, checkers)}


def _only_patch(sources: Mapping[str, str], code: str) -> Patch:
    with _project(sources, CHECKERS[code]) as (found, _):
        [(_, patch)] = found
    assert patch is not None
    return patch


@contextlib.contextmanager
def _project(
    sources: Mapping[str, str], checker: Checker
) -> Iterator[tuple[list[tuple[Diagnostic, Patch | None]], pathlib.Path]]:
    """What *checker* finds in a project of *sources*, each finding with its patch."""
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory).resolve()
        for path, text in sources.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode())
        settings = dataclasses.replace(harness._settings(sources, [checker]), root=str(root))
        analysis = Analysis(settings, [checker])
        found = [
            (diagnostic, patch_for(diagnostic, analysis.project(root)))
            for path, text in sorted(sources.items())
            if path.endswith(".py") and not text.startswith("# does not parse")
            for diagnostic in analysis.check(str(root / path), text.replace("\r\n", "\n"))
        ]
        yield found, root


# ── where readers see them

_DEBUG = {"app.py": "from fastapi import FastAPI\n\napp = FastAPI(debug=True)\n"}


@pytest.fixture
def debugged(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    monkeypatch.chdir(write(tmp_path, {**_DEBUG, "setup.cfg": ""}))
    return tmp_path


def test_explain_shows_the_patch_of_a_place(debugged, capfdbinary) -> None:
    assert main(["explain", "app.py:3:7"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert out.startswith("# FAA328 debug-server in `app.py:3:7`\n")
    assert "\n-app = FastAPI(debug=True)\n+app = FastAPI()\n```\n" in out
    assert (debugged / "app.py").read_text() == _DEBUG["app.py"]


def test_explain_tells_where_there_is_something(debugged, capfdbinary) -> None:
    assert main(["explain", "app.py:1"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert out == "nothing was found in line 1; there is in line 3\n"


def test_explain_of_a_file_that_is_not_there(debugged, capsys) -> None:
    assert main(["explain", "other.py:1"]) == 2
    assert "there is no file or directory 'other.py'" in capsys.readouterr().err


def test_json_shows_the_patch(debugged, capfdbinary) -> None:
    assert main(["check", "--format", "json", "--select", "FAA328"]) == 1
    [record] = json.loads(capfdbinary.readouterr().out)
    assert record["patch"].endswith("-app = FastAPI(debug=True)\n+app = FastAPI()\n")


def test_sarif_shows_the_patch_as_a_fix(debugged, capfdbinary) -> None:
    assert main(["check", "--format", "sarif", "--select", "FAA328"]) == 1
    [result] = json.loads(capfdbinary.readouterr().out)["runs"][0]["results"]
    [change] = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "app.py"
    region = {"startLine": 3, "startColumn": 15, "endLine": 3, "endColumn": 25}
    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": ""}}]


def test_a_patch_cannot_end_its_block(tmp_path, monkeypatch, capfdbinary) -> None:
    source = _DEBUG["app.py"] + '"""\n```\n# \x1b[31mforged\n"""\n'
    monkeypatch.chdir(write(tmp_path, {"app.py": source}))
    assert main(["explain", "app.py:3"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "\n````diff\n" in out and "\n````\n" in out
    assert "\x1b" not in out
