'''An application whose routes no test requests.

Without a single request in the tests nobody knows whether the application starts, which routes it
serves, and who gets in. One test per route, writes first, is the safety net for everything else.

Bad:

```python title="requirements.txt"
fastapi
```

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()  # FAA602


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]


@app.post("/books")
def add_book(title: str) -> str:
    """Add a book."""
    return title


@app.delete("/books/{key}")
def delete_book(key: int) -> None:
    """Take a book out of the shop."""
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_a_book_can_be_added() -> None:
    assert client.post("/books", params={"title": "Emma"}).json() == "Emma"


def test_a_book_can_be_deleted() -> None:
    assert client.delete("/books/1").status_code == 200


def test_all_books() -> None:
    assert client.get("/books").json() == ["Emma"]
```

Silent about an app with fewer than three routes, in examples, where a request of the tests may
reach a route of the app, where a test calls a handler, where tests may lie elsewhere (the directory
is no project of its own, or one above it has tests), and where other tools test the API (Postman,
Hurl, Bruno, ``.http`` files, Tavern, Cypress, Playwright).
'''

from __future__ import annotations

import functools
import pathlib
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.files import is_aside, is_marked, is_test, project_files

_FEW = 3
_OTHERS = (
    ".postman_collection.json", ".hurl", ".bru", ".http", ".tavern.yaml", ".tavern.yml",
    ".feature", "cypress.config.js", "cypress.config.ts", "playwright.config.ts",
    "playwright.config.js", ".robot", "locustfile.py", ".cy.ts", ".spec.ts", ".k6.js",
)  # fmt: skip


@checker(
    code="FAA602",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="no test requests any of the {count} routes of this app; begin with the writes",
    advice="Write a first test that requests a route of this app, then one for each of its {count} "
    "routes, writes first.",
)
def no_api_tests(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path) or is_aside(module.path):
        return
    project = context.project
    for call, routes in project.authentication.apps_in(module):
        registrations = {route.registration for route in routes}
        if len(registrations) < _FEW or project.test_requests.exercise_all:
            continue
        if any(map(project.test_requests.may_reach, registrations)):
            continue
        if not _may_be_tested_elsewhere(project.root):
            yield at(call, anchor="", count=len(registrations))


@functools.lru_cache(maxsize=8)
def _may_be_tested_elsewhere(root: pathlib.Path) -> bool:
    """Whether tests may lie outside of the directory, or in other languages than Python."""
    if not is_marked(root):
        return True
    directory = root
    while not (directory / ".git").exists() and directory != directory.parent:
        directory = directory.parent
        if is_marked(directory) and any((directory / n).is_dir() for n in ("tests", "test")):
            return True
    return any(path.endswith(_OTHERS) for path in project_files(root))
