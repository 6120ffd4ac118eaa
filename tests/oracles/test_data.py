"""What the checkers of data architecture say is seen to happen, with statements counted: on SQLite,
and on PostgreSQL where the machine has one.

The examples are those of the checkers' stories. Each runs in a process of its own, which makes the
tables, fills them with so many rows, sends one request, and prints how many statements it took and
what came back.
"""

from __future__ import annotations

import glob
import itertools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
pytest.importorskip("aiosqlite")
pytest.importorskip("httpx")

from flake8_fastapi_arch.catalog import catalog
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings
from tests.harness import Sources, bad, case, good
from tests.oracles.environments import NEWEST, NoEnvironment, python_for

CHECKERS = {checker.code: checker for checker in catalog()}
CASES = Path(__file__).parents[1] / "cases"

# Each world: the SQL that makes its tables, and for each row the SQL that fills them.
ORDERS = (
    ['CREATE TABLE "order" (id INTEGER PRIMARY KEY)',
     "CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER, price INTEGER)"],
    ['INSERT INTO "order" VALUES ({n})', "INSERT INTO line VALUES ({n}, {n}, 3)"],
)  # fmt: skip
PRICES = (
    ["CREATE TABLE book (id INTEGER PRIMARY KEY, price INTEGER)"],
    ["INSERT INTO book VALUES ({n}, 3)"],
)
TITLES = (["CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT)"], [])
CUSTOMERS = (
    ["CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT)",
     'CREATE TABLE "order" (id INTEGER PRIMARY KEY, customer_id INTEGER)'],
    ["INSERT INTO customer VALUES ({n}, 'Ada')", 'INSERT INTO "order" VALUES ({n}, {n})'],
)  # fmt: skip
CARTS = (
    ["CREATE TABLE book (id INTEGER PRIMARY KEY)", "CREATE TABLE cart (id INTEGER PRIMARY KEY)"],
    ["INSERT INTO book VALUES ({n})", "INSERT INTO cart VALUES ({n})"],
)

# FastAPI 0.106 moved the end of generator dependencies before the response, 0.118 moved it back.
CLOSED_FIRST = [
    ("0.105.0", False),
    ("0.115.14", True),
    ("0.117.1", True),
    ("0.118.3", False),
    (NEWEST, False),
]
_CLOSE_AND_TASK = """
import sys
sys.path.insert(0, ".")
import app
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

seen = []
close = Session.close
Session.close = lambda self: (seen.append("close"), close(self))[1]
Session.execute = lambda self, *_: seen.append("task")
TestClient(app.app).delete("/carts")
print(*seen)
"""

_RUNNER = Path(__file__).with_name("one_request.py")


SQLITE = "sqlite:///shop.db"


def answer(
    directory: Path,
    sources: Sources,
    world: tuple[list[str], list[str]],
    rows: int,
    database: str = SQLITE,
    **request: Any,
) -> dict[str, Any]:
    """What one request to the app in *sources* does, with *rows* rows in the database."""
    for path, source in sources.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(source.replace(SQLITE, database), encoding="utf-8")
    tables, fill = world
    script = [*tables, *(line.format(n=n) for n in range(1, rows + 1) for line in fill)]
    asked = json.dumps({"script": script, "request": request, "database": database})
    run = subprocess.run(
        [sys.executable, str(_RUNNER), asked], cwd=directory, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    answered: dict[str, Any] = json.loads(run.stdout)
    return answered


GROWING = [
    ("FAA201", PRICES, lambda rows: {"url": "/prices?ids=" + _ids(rows)}),
    ("FAA202", PRICES, lambda rows: {"url": "/prices?ids=" + _ids(rows)}),
    ("FAA203", ORDERS, lambda rows: {"url": "/totals"}),
    ("FAA204", ORDERS, lambda rows: {"url": "/orders"}),
]


@pytest.mark.oracle
@pytest.mark.parametrize(("code", "world", "request_for"), GROWING, ids=lambda p: str(p)[:6])
def test_statements_grow_with_the_rows_in_bad_and_not_in_good(
    code: str, world: tuple[list[str], list[str]], request_for: Any, tmp_path: Path
) -> None:
    _statements_grow(code, world, request_for, tmp_path, lambda: SQLITE)


@pytest.mark.oracle
@pytest.mark.parametrize(("code", "world", "request_for"), GROWING, ids=lambda p: str(p)[:6])
def test_they_grow_on_postgresql_too(
    code: str,
    world: tuple[list[str], list[str]],
    request_for: Any,
    tmp_path: Path,
    postgresql: Callable[[], str],
) -> None:
    _statements_grow(code, world, request_for, tmp_path, postgresql)


def _statements_grow(
    code: str,
    world: tuple[list[str], list[str]],
    request_for: Any,
    directory: Path,
    database: Callable[[], str],
) -> None:
    """Bad sends a statement more for each row, Good always as many; and both send as many as the
    route inventory says."""
    for name, sources in (("bad", bad(CHECKERS[code])), ("good", good(CHECKERS[code]))):
        costs = []
        for rows in (2, 10):
            place = directory / f"{name}{rows}"
            seen = answer(place, sources, world, rows, database(), **request_for(rows))
            assert seen["status"] < 300, seen
            costs.append(seen["statements"])
            assert seen["statements"] == _predicted(place, rows)
        assert costs[1] == costs[0] + (8 if name == "bad" else 0), (name, costs)


@pytest.mark.oracle
@pytest.mark.parametrize(("url", "grows"), [("/orders", 1), ("/loaded", 0), ("/noted", 0)])
def test_a_property_that_a_response_reads_loads_its_relationship(
    url: str, grows: int, tmp_path: Path
) -> None:
    world = (
        [
            'CREATE TABLE "order" (id INTEGER PRIMARY KEY, customer_id INTEGER)',
            "CREATE TABLE line (id INTEGER PRIMARY KEY, order_id INTEGER, price INTEGER)",
            "CREATE TABLE note (id INTEGER PRIMARY KEY, order_id INTEGER, text TEXT)",
        ],
        ['INSERT INTO "order" VALUES ({n}, 1)', "INSERT INTO line VALUES ({n}, {n}, 3)"],
    )
    sources = case(CASES / "FAA204" / "a_property_reads_it")
    sent = [
        answer(tmp_path / str(rows), sources, world, rows, url=url)["statements"]
        for rows in (2, 10)
    ]
    assert sent[1] - sent[0] == 8 * grows


def _predicted(directory: Path, rows: int) -> int:
    """The queries of the only route of the app in *directory*."""
    project = Project.read(directory, Settings(root=str(directory)))
    (route,) = project.application.routes
    count = project.query_counts.of(route)
    assert count.known
    return sum(term * rows**degree for degree, term in enumerate(count.terms))


@pytest.fixture(scope="module")
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the URL of a new, empty database of a throw-away server."""
    pytest.importorskip("psycopg2")
    found = next(iter(glob.glob("/usr/lib/postgresql/*/bin/initdb")), shutil.which("initdb"))
    if found is None:
        pytest.skip("no PostgreSQL server on this machine")
    # The server refuses to run as root.
    user: dict[str, Any] = {"user": "postgres"} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        if user:
            shutil.chown(name, "postgres")

        def run(program: str, *arguments: str) -> None:
            command = [str(Path(found).with_name(program)), *arguments]
            subprocess.run(
                command, check=True, stdout=subprocess.DEVNULL, timeout=120, cwd=name, **user
            )

        data = f"{name}/data"
        run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N")
        options = f"-F -k {name} -c listen_addresses=''"
        run("pg_ctl", "-D", data, "-o", options, "-l", f"{name}/log", "-w", "start")
        try:
            numbers = itertools.count()

            def fresh() -> str:
                database = f"shop{next(numbers)}"
                run("createdb", "-h", name, "-U", "postgres", database)
                return f"postgresql+psycopg2://postgres@/{database}?host={name}"

            yield fresh
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


@pytest.mark.oracle
def test_a_commit_in_a_loop_commits_for_each_element(tmp_path: Path) -> None:
    commits = {}
    for name, sources in (("bad", bad(CHECKERS["FAA205"])), ("good", good(CHECKERS["FAA205"]))):
        seen = answer(
            tmp_path / name,
            sources,
            TITLES,
            0,
            method="POST",
            url="/books",
            json=["Emma"] * 10,
            headers={"Authorization": "Bearer me"},
        )
        assert seen["status"] == 204
        commits[name] = seen["commits"]
    assert commits == {"bad": 10, "good": 1}


@pytest.mark.oracle
def test_counting_by_loading_builds_every_row(tmp_path: Path) -> None:
    seen = {
        name: answer(tmp_path / name, sources, PRICES, 10, url="/stock")
        for name, sources in (("bad", bad(CHECKERS["FAA206"])), ("good", good(CHECKERS["FAA206"])))
    }
    assert {name: result["body"] for name, result in seen.items()} == {"bad": 10, "good": 10}
    assert {name: result["loaded"] for name, result in seen.items()} == {"bad": 10, "good": 0}


@pytest.mark.oracle
def test_a_lazy_relationship_cannot_be_read_under_an_async_session(tmp_path: Path) -> None:
    url = "/orders/1/customer"
    failed = answer(tmp_path / "bad", bad(CHECKERS["FAA207"]), CUSTOMERS, 1, url=url)
    repaired = answer(tmp_path / "good", good(CHECKERS["FAA207"]), CUSTOMERS, 1, url=url)
    assert failed["raised"] == "MissingGreenlet"
    assert repaired["body"] == "Ada"


_TREE = """
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.orm.exc import DetachedInstanceError

class Base(DeclarativeBase):
    pass

class Folder(Base):
    __tablename__ = "folder"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("folder.id"))
    folders: Mapped[list["Folder"]] = relationship({options})

engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Folder(id=1, folders=[Folder(id=2, folders=[Folder(id=3)])]))
    session.commit()
with Session(engine) as session:
    folder = session.scalars(select(Folder).where(Folder.id == 1)).unique().one()
try:
    print(len(folder.folders))
except DetachedInstanceError as error:
    print(type(error).__name__)
"""


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("options", "seen"),
    [
        ('lazy="select"', "DetachedInstanceError"),
        ('lazy="selectin"', "DetachedInstanceError"),
        ('lazy="joined"', "DetachedInstanceError"),
        ('lazy="subquery"', "DetachedInstanceError"),
        ('lazy="selectin", join_depth=1', "1"),
        ('lazy="immediate"', "1"),
    ],
)
def test_eager_loading_stops_where_it_comes_round(options: str, seen: str) -> None:
    """What was not loaded cannot be read once the session is closed."""
    code = _TREE.replace("{options}", options)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (run.stdout.strip(), run.stderr) == (seen, "")


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("read", "seen"),
    [
        ('len(getattr(folder, "folders", []))', "DetachedInstanceError"),
        ('len(folder.__dict__.get("folders") or [])', "0"),
        ('len({**folder.__dict__}.get("folders", []))', "0"),
    ],
)
def test_getattr_loads_what_an_attribute_loads(read: str, seen: str) -> None:
    """A default is for what a class does not have, and what ``__dict__`` holds was loaded."""
    code = _TREE.replace("{options}", "").replace("len(folder.folders)", read)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (run.stdout.strip(), run.stderr) == (seen, "")


@pytest.mark.oracle
@pytest.mark.parametrize("code", ["FAA211", "FAA213"])
def test_a_session_that_is_not_closed_keeps_its_connection_when_a_handler_raises(
    code: str, tmp_path: Path
) -> None:
    """Without its table the handler raises, which is when ``close()`` is passed by."""
    nothing: tuple[list[str], list[str]] = ([], [])
    leaking = answer(tmp_path / "bad", bad(CHECKERS[code]), nothing, 0, url="/stock")
    closing = answer(tmp_path / "good", good(CHECKERS[code]), nothing, 0, url="/stock")
    assert leaking["raised"] == closing["raised"] == "OperationalError"
    assert (leaking["open"], closing["open"]) == (1, 0)


@pytest.mark.oracle
def test_tasks_that_share_a_session_fail(tmp_path: Path) -> None:
    failed = answer(tmp_path / "bad", bad(CHECKERS["FAA217"]), CARTS, 1, url="/counts")
    repaired = answer(tmp_path / "good", good(CHECKERS["FAA217"]), CARTS, 1, url="/counts")
    assert failed["raised"] in ("InvalidRequestError", "IllegalStateChangeError")
    assert repaired["body"] == [1, 1]


@pytest.mark.oracle
def test_an_async_engine_refuses_a_synchronous_driver(tmp_path: Path) -> None:
    refused = _import_db(tmp_path / "bad", bad(CHECKERS["FAA221"]))
    accepted = _import_db(tmp_path / "good", good(CHECKERS["FAA221"]))
    assert "InvalidRequestError" in refused.stderr
    assert accepted.returncode == 0, accepted.stderr


BOOKS = (
    ["CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL UNIQUE)"],
    ["INSERT INTO book VALUES ({n}, 'Emma')"],
)
ME = {"Authorization": "Bearer me"}


@pytest.mark.oracle
def test_what_nobody_commits_is_not_there_afterwards(tmp_path: Path) -> None:
    stored = {}
    for name, sources in (("bad", bad(CHECKERS["FAA219"])), ("good", good(CHECKERS["FAA219"]))):
        seen = answer(
            tmp_path / name, sources, BOOKS, 0, method="POST", url="/books?title=Emma", headers=ME
        )
        assert (seen["status"], seen["body"]) == (201, 1)
        with sqlite3.connect(tmp_path / name / "shop.db") as database:
            stored[name] = database.execute("SELECT count(*) FROM book").fetchone()[0]
    assert stored == {"bad": 0, "good": 1}


@pytest.mark.oracle
@pytest.mark.parametrize("by_response", [False, True])
def test_an_expired_row_cannot_be_read_under_an_async_session(
    by_response: bool, tmp_path: Path
) -> None:
    """By the handler, and by a response model that reads attributes."""
    seen = {}
    for name, sources in (("bad", bad(CHECKERS["FAA218"])), ("good", good(CHECKERS["FAA218"]))):
        if by_response:
            sources = {"app.py": _with_response_model(sources["app.py"])}
        seen[name] = answer(
            tmp_path / name, sources, BOOKS, 0, method="POST", url="/books?title=Emma", headers=ME
        )
    assert seen["bad"]["raised"] in ("MissingGreenlet", "ResponseValidationError")
    assert seen["good"]["body"] == ({"id": 1, "title": "Emma"} if by_response else 1)


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("method", "url", "is_expired"),
    [
        ("PUT", "/books/1?title=Persuasion", True),
        ("PUT", "/shown/1?title=Persuasion", True),
        ("POST", "/books?title=Persuasion", True),
        ("GET", "/touched/1", True),
        ("PUT", "/before/1?title=Persuasion", False),
        ("PUT", "/keys/1?title=Persuasion", False),
        ("PUT", "/untouched/1?title=Persuasion", False),
        ("PUT", "/awaited/1?title=Persuasion", False),
    ],
)
def test_a_row_that_a_change_returned_expires_like_any_other(
    method: str, url: str, is_expired: bool, tmp_path: Path
) -> None:
    source = (CASES / "FAA218" / "rows_that_a_change_returns.py").read_text(encoding="utf-8")
    # What pydantic makes of an attribute that cannot be read is a validation error.
    seen = answer(tmp_path, {"app.py": source}, BOOKS, 1, method=method, url=url)
    assert (seen["raised"] in ("MissingGreenlet", "ValidationError")) is is_expired
    assert (seen.get("status") == 200) is not is_expired


def _with_response_model(source: str) -> str:
    """The example of FAA218, but that a response model reads the row."""
    model = "class BookRead(BaseModel):\n    id: int\n    title: str\n\n\nasync def get_session"
    return (
        source.replace("from fastapi import", "from pydantic import BaseModel\nfrom fastapi import")
        .replace("async def get_session", model, 1)
        .replace("status_code=201", "status_code=201, response_model=BookRead")
        .replace("-> int:", "-> Book:")
        .replace("return book.id", "return book")
    )


@pytest.mark.oracle
def test_a_lazy_relationship_cannot_be_read_when_its_session_is_closed(tmp_path: Path) -> None:
    seen = {}
    for name, sources in (("bad", bad(CHECKERS["FAA208"])), ("good", good(CHECKERS["FAA208"]))):
        seen[name] = answer(tmp_path / name, sources, CUSTOMERS, 2, url="/orders/1/customer")
    assert seen["bad"]["raised"] == "DetachedInstanceError"
    assert seen["good"]["body"] == "Ada"


@pytest.mark.oracle
def test_an_expired_row_cannot_be_read_when_its_session_is_closed(tmp_path: Path) -> None:
    world = (TITLES[0], ["INSERT INTO book VALUES ({n}, 'Emma')"])
    seen = {}
    for name, sources in (("bad", bad(CHECKERS["FAA220"])), ("good", good(CHECKERS["FAA220"]))):
        url = "/books/1/title?title=Persuasion"
        seen[name] = answer(tmp_path / name, sources, world, 2, method="PUT", url=url, headers=ME)
    assert seen["bad"]["raised"] == "DetachedInstanceError"
    assert seen["good"]["body"] == "Persuasion"


@pytest.mark.oracle
def test_a_session_that_failed_refuses_what_follows(tmp_path: Path) -> None:
    seen = {
        name: answer(
            tmp_path / name, sources, BOOKS, 1, method="POST", url="/books?title=Emma", headers=ME
        )
        for name, sources in (("bad", bad(CHECKERS["FAA214"])), ("good", good(CHECKERS["FAA214"])))
    }
    # SQLAlchemy keeps the reason of the first failure.
    assert seen["bad"]["raised"] in ("PendingRollbackError", "IntegrityError")
    assert (seen["good"]["status"], seen["good"]["body"]) == (201, 1)


@pytest.mark.oracle
def test_a_missing_field_reaches_the_database_only_where_the_model_lets_it_pass(
    tmp_path: Path,
) -> None:
    request = {"method": "POST", "url": "/books", "json": {}, "headers": ME}
    failed = answer(tmp_path / "bad", bad(CHECKERS["FAA155"]), BOOKS, 0, **request)
    refused = answer(tmp_path / "good", good(CHECKERS["FAA155"]), BOOKS, 0, **request)
    assert failed["raised"] == "IntegrityError"
    assert refused["status"] == 422


_TWO_AT_ONCE = """
import sys, threading
sys.path.insert(0, ".")
import app
from fastapi.testclient import TestClient
from sqlalchemy import event

app.Base.metadata.create_all(app.make_session.kw["bind"])
both_looked = threading.Barrier(2)

@event.listens_for(app.make_session.kw["bind"], "before_cursor_execute")
def wait(connection, cursor, statement, *_):
    if statement.startswith("INSERT"):
        both_looked.wait(10)

def post(codes):
    client = TestClient(app.app, raise_server_exceptions=False)
    response = client.post("/users?email=a@b.c", headers={"Authorization": "Bearer me"})
    codes.append(response.status_code)

codes = []
threads = [threading.Thread(target=post, args=(codes,)) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
with app.make_session() as session:
    print(sorted(codes), session.query(app.User).count())
"""


@pytest.mark.oracle
def test_two_requests_pass_a_test_that_only_a_query_makes(tmp_path: Path) -> None:
    printed = {}
    for name, sources in (("bad", bad(CHECKERS["FAA236"])), ("good", good(CHECKERS["FAA236"]))):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "app.py").write_text(sources["app.py"], encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-c", _TWO_AT_ONCE], cwd=directory, capture_output=True, text=True
        )
        assert run.returncode == 0, run.stderr
        printed[name] = run.stdout.strip()
    assert printed == {"bad": "[201, 201] 2", "good": "[201, 409] 1"}


@pytest.mark.oracle
@pytest.mark.parametrize(("version", "is_closed_first"), CLOSED_FIRST)
def test_the_session_of_a_request_is_closed_before_its_background_task_in_some_versions(
    version: str, is_closed_first: bool, tmp_path: Path
) -> None:
    if "FASTAPI_VERSIONS" not in os.environ and version != NEWEST:
        pytest.skip("set FASTAPI_VERSIONS to make environments of other versions")
    try:
        python = python_for(version)
    except NoEnvironment as reason:
        pytest.skip(f"no environment with FastAPI {version}: {reason}")
    (tmp_path / "app.py").write_text(bad(CHECKERS["FAA215"])["app.py"], encoding="utf-8")
    run = subprocess.run(
        [str(python), "-c", _CLOSE_AND_TASK], cwd=tmp_path, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    order = ["close", "task"] if is_closed_first else ["task", "close"]
    assert run.stdout.split()[:2] == order


def _import_db(directory: Path, sources: Sources) -> subprocess.CompletedProcess[str]:
    directory.mkdir()
    (directory / "db.py").write_text(sources["db.py"], encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-c", "import db"], cwd=directory, capture_output=True, text=True
    )


def _ids(rows: int) -> str:
    return ",".join(str(number) for number in range(1, rows + 1))
