"""What the checkers of migrations say is seen to happen: on SQLite, and on PostgreSQL where it is.

The examples are those of the checkers' stories, in an environment as ``alembic init`` makes one.
"""

from __future__ import annotations

import getpass
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("alembic")
pytest.importorskip("sqlalchemy")

import sqlalchemy as sa

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good

CHECKERS = {checker.code: checker for checker in catalog()}
_INI = """[alembic]
script_location = migrations
version_locations = {versions}
sqlalchemy.url = {url}
"""
_ENV = """from alembic import context
from sqlalchemy import create_engine

engine = create_engine(context.config.get_main_option("sqlalchemy.url"))
with engine.connect() as connection:
    context.configure(connection=connection, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()
"""


def alembic(
    directory: Path, sources: Sources, *commands: str, url: str = "sqlite:///shop.db"
) -> list[str]:
    """How each of the *commands* ends in a project of *sources*: "" or its last words."""
    versions = next(path.rpartition("/")[0] for path in sources if "/versions/" in path)
    files = {
        **sources,
        "alembic.ini": _INI.format(versions=versions, url=url),
        "migrations/env.py": _ENV,
    }
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")
    return [_run(directory, *command.split()) for command in commands]


def _run(directory: Path, *words: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "alembic", *words],
        cwd=directory,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(directory)},
    )
    return (run.stdout + run.stderr).strip()[-1500:] if run.returncode else ""


@pytest.mark.oracle
def test_an_empty_downgrade_leaves_what_the_next_upgrade_makes(tmp_path: Path) -> None:
    ways = ("upgrade head", "downgrade base", "upgrade head")
    up, down, again = alembic(tmp_path / "bad", bad(CHECKERS["FAA241"]), *ways)
    assert (up, down) == ("", "")
    assert "already exists" in again
    assert alembic(tmp_path / "good", good(CHECKERS["FAA241"]), *ways) == ["", "", ""]


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("code", "said"), [("FAA242", "Multiple head revisions"), ("FAA243", "0002")]
)
def test_a_graph_that_is_none_cannot_be_upgraded(code: str, said: str, tmp_path: Path) -> None:
    [failed] = alembic(tmp_path / "bad", bad(CHECKERS[code]), "upgrade head")
    assert said in failed
    assert alembic(tmp_path / "good", good(CHECKERS[code]), "upgrade head") == [""]


@pytest.mark.oracle
def test_a_column_without_a_value_cannot_be_added_to_a_table_with_rows(tmp_path: Path) -> None:
    for name, sources, said in (
        ("bad", bad(CHECKERS["FAA244"]), "NOT NULL"),
        ("good", good(CHECKERS["FAA244"]), ""),
    ):
        alembic(tmp_path / name, sources, "upgrade 0001")
        with sqlite3.connect(tmp_path / name / "shop.db") as database:
            database.execute('INSERT INTO "user" VALUES (1)')
        [ended] = alembic(tmp_path / name, sources, "upgrade head")
        assert said in ended
        assert bool(said) is bool(ended)


@pytest.mark.oracle
def test_a_migration_that_imports_models_breaks_when_they_move_on(tmp_path: Path) -> None:
    """A column that the class got later is not in the table at that revision: ``SELECT`` fails."""
    moved = "    name: Mapped[str]\n    age: Mapped[int | None]\n"
    first = (
        "import sqlalchemy as sa\nfrom alembic import op\n\n"
        'revision = "0001"\ndown_revision = None\n\n\n'
        "def upgrade() -> None:\n"
        '    op.create_table("user", sa.Column("id", sa.Integer), sa.Column("name", sa.Text))\n'
    )
    reading = "op.get_bind().execute(sa.select({user})).all()"
    outcomes = {}
    for name, user in (("bad", "User"), ("good", "user")):
        sources = dict((bad if name == "bad" else good)(CHECKERS["FAA245"]))
        sources["shop/models.py"] = sources["shop/models.py"].replace(
            "    name: Mapped[str]\n", moved
        )
        path = "migrations/versions/0002_names.py"
        body = sources[path].replace("down_revision = None", 'down_revision = "0001"')
        sources[path] = body + f"    {reading.format(user=user)}\n"
        sources["migrations/versions/0001_user.py"] = first
        [outcomes[name]] = alembic(tmp_path / name, sources, "upgrade head")
    assert "no such column: user.age" in outcomes["bad"]
    assert outcomes["good"] == ""


@pytest.mark.oracle
def test_a_table_that_start_up_makes_is_in_the_way_of_its_migration(tmp_path: Path) -> None:
    start = "from fastapi.testclient import TestClient\nimport app\nwith TestClient(app.app): pass"
    ended = {}
    for name, sources in (("bad", bad(CHECKERS["FAA246"])), ("good", good(CHECKERS["FAA246"]))):
        directory = tmp_path / name
        alembic(directory, sources)
        subprocess.run([sys.executable, "-c", start], cwd=directory, check=True)
        [ended[name]] = alembic(directory, sources, "upgrade head")
    assert "table book already exists" in ended["bad"]
    assert ended["good"] == ""


# ── PostgreSQL


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of its own, at a socket in a temporary directory."""
    pytest.importorskip("psycopg")
    initdb, control = shutil.which("initdb"), shutil.which("pg_ctl")
    if initdb is None or control is None:
        pytest.skip("PostgreSQL is not installed")
    home = tmp_path_factory.mktemp("pg")
    prefix: list[str] = []
    if getpass.getuser() == "root":
        if shutil.which("runuser") is None:
            pytest.skip("PostgreSQL refuses to run as root")
        prefix = ["runuser", "-u", "nobody", "--"]
        for directory in (home, *home.parents[:2]):
            directory.chmod(0o755)
        shutil.chown(home, "nobody")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    data = home / "data"
    options = f"-k {home} -c listen_addresses="
    made = subprocess.run([*prefix, initdb, "-D", data, "-A", "trust", "-U", "shop"], **quiet)
    if made.returncode:
        pytest.skip("PostgreSQL cannot be set up here")
    command = [*prefix, control, "-D", data, "-o", options, "-w"]
    subprocess.run([*command, "start"], check=True, **quiet)
    try:
        yield f"postgresql+psycopg://shop@/postgres?host={home}"
    finally:
        subprocess.run([*command, "-m", "immediate", "stop"], check=False, **quiet)


@pytest.mark.oracle
def test_an_index_blocks_writes_unless_it_is_built_concurrently(
    postgresql: str, tmp_path: Path
) -> None:
    """While a transaction that wrote to the table is open the index waits for it, and all later
    writes wait for the index; built concurrently, it lets them pass."""
    engine = sa.create_engine(postgresql)
    passed = {}
    for name, sources in (("bad", bad(CHECKERS["FAA247"])), ("good", good(CHECKERS["FAA247"]))):
        with engine.begin() as connection:
            connection.execute(sa.text("DROP TABLE IF EXISTS book, alembic_version"))
            connection.execute(sa.text("CREATE TABLE book (title text)"))
        with engine.connect() as writer, engine.connect() as other:
            writer.execute(sa.text("INSERT INTO book VALUES ('Emma')"))
            thread = threading.Thread(
                target=alembic,
                args=(tmp_path / name, sources, "upgrade head"),
                kwargs={"url": postgresql},
            )
            thread.start()
            _wait_until_the_index_waits(engine)
            other.execute(sa.text("SET lock_timeout = '300ms'"))
            try:
                other.execute(sa.text("INSERT INTO book VALUES ('Persuasion')"))
                passed[name] = True
            except sa.exc.OperationalError:
                passed[name] = False
            other.rollback()
            writer.commit()
        thread.join()
    assert passed == {"bad": False, "good": True}


def _wait_until_the_index_waits(engine: Any) -> None:
    question = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(200):
        with engine.connect() as connection:
            if connection.execute(question).scalar_one():
                return
        time.sleep(0.05)
    raise AssertionError("the index was not built")


@pytest.mark.oracle
def test_a_text_that_is_too_long_is_refused_by_the_database(
    postgresql: str, tmp_path: Path
) -> None:
    script = (
        "import sys; sys.path.insert(0, '.')\nimport app\n"
        "from fastapi.testclient import TestClient\nfrom sqlalchemy import create_engine\n"
        f"engine = create_engine({postgresql!r})\n"
        "app.make_session.configure(bind=engine)\n"
        "app.Base.metadata.drop_all(engine)\napp.Base.metadata.create_all(engine)\n"
        "client = TestClient(app.app, raise_server_exceptions=False)\n"
        "headers = {'Authorization': 'Bearer me'}\n"
        "print(client.post('/books', json={'title': 'x' * 81}, headers=headers).status_code)\n"
    )
    codes = {}
    for name, sources in (("bad", bad(CHECKERS["FAA156"])), ("good", good(CHECKERS["FAA156"]))):
        directory = tmp_path / name
        directory.mkdir()
        (directory / "app.py").write_text(sources["app.py"], encoding="utf-8")
        run = subprocess.run(
            [sys.executable, "-c", script], cwd=directory, capture_output=True, text=True
        )
        codes[name] = run.stdout.strip() or run.stderr
    assert codes == {"bad": "500", "good": "422"}
