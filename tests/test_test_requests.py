"""Which routes the requests of tests reach, however they are written."""

from __future__ import annotations

import pathlib

import pytest

from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.settings import Settings

APP = '''
from fastapi import APIRouter, FastAPI, WebSocket

router = APIRouter(prefix="/books")

@router.get("")
def read_books() -> list[str]: return []

@router.get("/special")
def read_special() -> str: return ""

@router.get("/{key}")
def read_book(key: int) -> str: return ""

@router.delete("/{key}/copies/{copy:int}")
def drop(key: int, copy: int) -> str: return ""

@router.post("")
def add() -> str: return ""

app = FastAPI()
app.include_router(router, prefix="/v1")

@app.get("/health")
def health() -> str: return "ok"

@app.get("/files/{path:path}")
def read_file(path: str) -> str: return path

@app.websocket("/news")
async def news(socket: WebSocket) -> None: ...
'''
HEAD = "import pytest\nfrom app import app\nfrom fastapi.testclient import TestClient\n"
CONFTEST = '''
import pytest
from app import app
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient

@pytest.fixture
def client():
    with TestClient(app) as test_client:
        yield test_client

@pytest.fixture
async def versioned():
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://test/v1") as c:
        yield c

@pytest.fixture
def fetch(client):
    def _fetch(path, **words):
        return client.get("/v1" + path, **words)
    return _fetch

class Api:
    def __init__(self, client):
        self.client = client
    def ask(self, path):
        return self.client.get(f"/v1{path}")

@pytest.fixture
def api(client):
    return Api(client)
'''


def reached(tmp_path: pathlib.Path, test: str, app: str = APP) -> list[str]:
    """The names of the handlers that *test* may reach."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "app.py").write_text(app)
    (tmp_path / "tests" / "conftest.py").write_text(CONFTEST)
    (tmp_path / "tests" / "test_app.py").write_text(test)
    project = Project.read(tmp_path, Settings())
    return [
        route.name or ""
        for route in project.application.routes
        if project.test_requests.may_reach(route.registration)
    ]


@pytest.mark.parametrize(
    ("body", "handlers"),
    [
        ("TestClient(app).get('/v1/books')", ["read_books"]),
        ("TestClient(app).get('/v1/books?page=2')", ["read_books"]),
        ("TestClient(app).get('/v1/books/special')", ["read_special"]),
        ("TestClient(app).get('/v1/books/7')", ["read_book"]),
        ("TestClient(app).request('DELETE', '/v1/books/7/copies/1')", ["drop"]),
        ("TestClient(app).post('http://testserver/v1/books')", ["add"]),
        ("TestClient(app).get(app.url_path_for('read_book', key=1))",
         ["read_special", "read_book"]),
        ("with TestClient(app).websocket_connect('/news'): pass", ["news"]),
        ("TestClient(app).get('/files/a/b/c')", ["read_file"]),
        ("for path in ('/health', '/v1/books'): TestClient(app).get(path)",
         ["read_books", "health"]),
        ("getattr(TestClient(app), 'post')('/v1/books')", ["add"]),
        ("TestClient(app, base_url='http://x/v1/').get('books')", ["read_books"]),
    ],
)  # fmt: skip
def test_forms_of_requests(body: str, handlers: list[str], tmp_path: pathlib.Path) -> None:
    assert reached(tmp_path, f"{HEAD}def test_it():\n    {body}\n") == handlers


@pytest.mark.parametrize(
    ("test", "handlers"),
    [
        ("def test_it(client): client.get('/health')", ["health"]),
        ("async def test_it(versioned): await versioned.get('/books/1')", ["read_book"]),
        ("def test_it(fetch): fetch('/books')", ["read_books"]),
        ("def test_it(api): api.ask('/books/9')", ["read_book"]),
        ("BASE = '/v1/books'\ndef test_it(client):\n    key = make()\n"
         "    client.get(f'{BASE}/{key}')", ["read_special", "read_book"]),
        ("import pytest\n@pytest.mark.parametrize('path, n', [('/health', 1), ('/v1/books', 2)])\n"
         "def test_it(client, path, n): client.get(path)", ["read_books", "health"]),
        ("class TestIt:\n    url = '/v1/books'\n    def test_it(self, client):\n"
         "        client.post(self.url)", ["add"]),
        ("from app import read_special\ndef test_it(): assert read_special() == ''",
         ["read_special"]),
        ("def test_it(client):\n    assert {'/health': 1}.get('/health')", []),
        ("def test_it(client): client.put('/health')", []),
        ("import schemathesis", []),
    ],
)  # fmt: skip
def test_fixtures_wrappers_and_constants(
    test: str, handlers: list[str], tmp_path: pathlib.Path
) -> None:
    assert reached(tmp_path, test) == handlers


def test_what_is_not_known_may_reach_everything(tmp_path: pathlib.Path) -> None:
    test = "def test_it(client, somewhere): client.get(somewhere)"
    found = reached(tmp_path, test)
    assert {"read_books", "read_special", "read_book", "health", "read_file"} == {*found}
