"""The stories of the checkers of request data are true: the attack works against Bad alone.

Each example is written to a directory and asked once, by FastAPI's own client, with what an
attacker would send.
"""

from __future__ import annotations

import http.server
import json
import pathlib
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from flake8_fastapi_arch.catalog import catalog
from tests.harness import Sources, bad, good

pytest.importorskip("fastapi")
pytestmark = pytest.mark.oracle

CHECKERS = {checker.code: checker for checker in catalog()}
ASK = """
import json, logging, sys
from fastapi.testclient import TestClient
from app import app

logging.basicConfig(level=logging.INFO)
client = TestClient(app, raise_server_exceptions=False, follow_redirects=False)
method, path, options = json.loads(sys.argv[1])
answer = client.request(method, path, **options)
print(json.dumps([answer.status_code, answer.text, answer.headers.get("location")]))
"""
USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT, password TEXT, is_admin BOOLEAN)"


class Answer:
    """What came back, and what was written to the log."""

    def __init__(self, status: int, text: str, location: str | None, log: str) -> None:
        self.status, self.text, self.location, self.log = status, text, location, log


def ask(sources: Sources, directory: pathlib.Path, call: str, **options: Any) -> Answer:
    """What the app of *sources* answers to ``METHOD /path``."""
    for path, source in sources.items():
        (directory / path).write_text(source, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps([*call.split(" ", 1), options])],
        cwd=directory,
        capture_output=True,
        text=True,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(directory),
            "API_KEY": "right",
            "PYTHONWARNINGS": "ignore",
        },
    )
    assert ran.returncode == 0, ran.stderr
    return Answer(*json.loads(ran.stdout.splitlines()[-1]), log=ran.stdout + ran.stderr)


def database(directory: pathlib.Path, *script: str) -> sqlite3.Connection:
    """The database of the examples, made by *script*."""
    connection = sqlite3.connect(directory / "shop.db")
    for statement in script:
        connection.execute(statement)
    connection.commit()
    return connection


def test_a_quote_in_a_search_reads_hidden_rows(tmp_path: pathlib.Path) -> None:
    database(
        tmp_path,
        "CREATE TABLE books (title TEXT, hidden INTEGER)",
        "INSERT INTO books VALUES ('Emma', 0), ('Secret', 1)",
    )
    attack = {"title": "%' OR hidden = 1 --"}
    call = "GET /books"
    assert "Secret" in ask(bad(CHECKERS["FAA313"]), tmp_path, call, params=attack).text
    assert "Secret" not in ask(good(CHECKERS["FAA313"]), tmp_path, call, params=attack).text


def test_a_stored_name_reads_other_books(tmp_path: pathlib.Path) -> None:
    shop = database(
        tmp_path,
        "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE books (title TEXT, author TEXT)",
        "INSERT INTO books VALUES ('Secret', 'nobody')",
    )
    shop.execute("INSERT INTO authors VALUES (1, ?)", ("x' OR '1'='1",))
    shop.commit()
    assert "Secret" in ask(bad(CHECKERS["FAA314"]), tmp_path, "GET /authors/1/books").text
    assert ask(good(CHECKERS["FAA314"]), tmp_path, "GET /authors/1/books").text == "[]"


def test_a_script_in_a_link_stands_in_the_page(tmp_path: pathlib.Path) -> None:
    attack = {"q": "<script>alert(1)</script>"}
    assert "<script>" in ask(bad(CHECKERS["FAA315"]), tmp_path, "GET /search", params=attack).text
    answer = ask(good(CHECKERS["FAA315"]), tmp_path, "GET /search", params=attack)
    assert answer.status == 200
    assert "<script>" not in answer.text


def test_dots_lead_out_of_the_directory(tmp_path: pathlib.Path) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "may").write_text("sales")
    (tmp_path / ".env").write_text("KEY=1")
    for name in ("../.env", str(tmp_path / ".env")):
        attack = {"name": name}
        answer = ask(bad(CHECKERS["FAA316"]), tmp_path, "GET /reports", params=attack)
        assert answer.text == "KEY=1"
        assert ask(good(CHECKERS["FAA316"]), tmp_path, "GET /reports", params=attack).status == 404
    honest = ask(good(CHECKERS["FAA316"]), tmp_path, "GET /reports", params={"name": "may"})
    assert honest.text == "sales"


@pytest.fixture
def intranet() -> Iterator[str]:
    """A server that only this machine reaches."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"credentials")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_server_fetches_from_the_intranet(tmp_path: pathlib.Path, intranet: str) -> None:
    attack = {"url": intranet}
    answer = ask(bad(CHECKERS["FAA317"]), tmp_path, "GET /preview", params=attack)
    assert "credentials" in answer.text
    answer = ask(good(CHECKERS["FAA317"]), tmp_path, "GET /preview", params=attack)
    assert (answer.status, "credentials" in answer.text) == (400, False)


def test_a_redirect_leaves_the_site(tmp_path: pathlib.Path) -> None:
    attack = {"next": "https://evil.example/"}
    answer = ask(bad(CHECKERS["FAA318"]), tmp_path, "GET /welcome", params=attack)
    assert answer.location == "https://evil.example/"
    answer = ask(good(CHECKERS["FAA318"]), tmp_path, "GET /welcome", params=attack)
    assert answer.location == "/"


def test_a_semicolon_begins_a_command(tmp_path: pathlib.Path) -> None:
    attack = {"name": "127.0.0.1; touch owned"}
    assert ask(good(CHECKERS["FAA319"]), tmp_path, "GET /hosts", params=attack).status == 422
    assert not (tmp_path / "owned").exists()
    ask(bad(CHECKERS["FAA319"]), tmp_path, "GET /hosts", params=attack)
    assert (tmp_path / "owned").exists()


def test_the_text_of_an_exception_tells_of_tables(tmp_path: pathlib.Path) -> None:
    assert "no such table: books" in ask(bad(CHECKERS["FAA320"]), tmp_path, "GET /books/1").text
    answer = ask(good(CHECKERS["FAA320"]), tmp_path, "GET /books/1")
    assert (answer.status, "table" in answer.text) == (500, False)
    assert "no such table: books" in answer.log


def test_a_body_makes_an_administrator(tmp_path: pathlib.Path) -> None:
    users = database(tmp_path, USERS)
    attack = {"name": "Mallory", "is_admin": True}
    for sources, expected in ((bad, 1), (good, 0)):
        users.execute("DELETE FROM users")
        users.commit()
        assert ask(sources(CHECKERS["FAA324"]), tmp_path, "POST /users", json=attack).status == 201
        assert users.execute("SELECT is_admin FROM users").fetchall() == [(expected,)]


def test_a_password_stands_in_the_table(tmp_path: pathlib.Path) -> None:
    users = database(tmp_path, USERS)
    body = {"name": "Emma", "password": "open sesame"}
    for sources, is_readable in ((bad, True), (good, False)):
        users.execute("DELETE FROM users")
        users.commit()
        assert ask(sources(CHECKERS["FAA309"]), tmp_path, "POST /users", json=body).status == 201
        (stored,) = users.execute("SELECT password FROM users").fetchone()
        assert (stored == "open sesame") is is_readable


def test_a_password_stands_in_the_log(tmp_path: pathlib.Path) -> None:
    body = {"name": "Emma", "password": "open sesame"}
    answer = ask(bad(CHECKERS["FAA327"]), tmp_path, "POST /sessions", json=body)
    assert "open sesame" in answer.log
    answer = ask(good(CHECKERS["FAA327"]), tmp_path, "POST /sessions", json=body)
    assert "open sesame" not in answer.log
    assert "Emma" in answer.log


@pytest.mark.parametrize("sources", [bad, good])
def test_both_ways_to_compare_a_key_let_the_same_in(sources: Any, tmp_path: pathlib.Path) -> None:
    for key, status in (("right", 200), ("wrong", 401)):
        headers = {"X-API-Key": key}
        answer = ask(sources(CHECKERS["FAA323"]), tmp_path, "GET /", headers=headers)
        assert answer.status == status


SEGMENTS = """
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.get("/one/{name}")
def one(name: str) -> str:
    return name


@app.get("/rest/{name:path}")
def rest(name: str) -> str:
    return name


@app.post("/file")
def file(file: UploadFile) -> str:
    return str(file.filename)
"""


def test_only_a_path_parameter_of_the_rest_holds_slashes(tmp_path: pathlib.Path) -> None:
    sources = {"app.py": SEGMENTS}
    assert ask(sources, tmp_path, "GET /one/..%2F.env").status == 404
    assert ask(sources, tmp_path, "GET /rest/..%2F.env").text == '"../.env"'


def test_the_name_of_an_upload_is_what_the_client_says(tmp_path: pathlib.Path) -> None:
    head = 'Content-Disposition: form-data; name="file"; filename="../.env"'
    answer = ask(
        {"app.py": SEGMENTS},
        tmp_path,
        "POST /file",
        content=f"--x\r\n{head}\r\n\r\ntext\r\n--x--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert answer.text == '"../.env"'


def test_a_longer_name_that_ends_in_dots_leads_nowhere(tmp_path: pathlib.Path) -> None:
    (tmp_path / "uploads").mkdir()
    (tmp_path / "secret").write_text("x")
    for name in ("../secret", "/../secret", "/../../secret"):
        with pytest.raises(OSError, match="No such file"):
            (tmp_path / "uploads" / f"key_{name}").open("w")
