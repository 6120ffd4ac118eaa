'''A route that no test requests.

Whatever is wrong between the URL and the handler shows in requests alone: a path that another route
captures, a guard that was forgotten, a response model that does not fit. A route without a single
request in the tests breaks unnoticed.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]


@app.delete("/books/{key}")
def delete_book(key: int) -> None:  # FAA601
    """Take a book out of the shop."""
```

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_all_books() -> None:
    assert client.get("/books").json() == ["Emma"]
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_all_books() -> None:
    assert client.get("/books").json() == ["Emma"]


def test_a_book_can_be_deleted() -> None:
    assert client.delete("/books/1").status_code == 200
```

Requests are found behind fixtures, wrappers, constants, f-strings, ``parametrize`` and
``url_path_for``. Where ``coverage.xml`` or ``coverage.json`` lies in the project, a handler that
ran is tested.

Silent where a request may have reached the route because part of its path is not known, where a
test calls the handler, where a tool tries every route (schemathesis) or the project has a client of
its own for the app, about routes whose own path is not known, and where no test requests anything
(FAA602 says that once).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.modules.files import is_aside, is_test
from flake8_fastapi_arch.project.routes.application import Registration


@checker(
    code="FAA601",
    subject=Registration,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,
    message="no test requests `{route}`; add one",
    advice="Write a test that requests `{route}` and asserts on the response.",
)
def untested_route(registration: Registration, context: Context) -> Iterator[Match]:
    project = context.project
    path = registration.module.path
    routes = project.routing.routes(registration)
    if not routes or is_test(path) or is_aside(path):
        return
    if any("…" in route.path for route in routes):
        return
    requests = project.test_requests
    if requests.may_reach(registration) or requests.exercise_all or not requests.reach_anything:
        return
    if _was_run(registration, context):
        return
    methods = "|".join(registration.methods) or "WEBSOCKET"
    yield at(registration, anchor="", route=f"{methods} {routes[0].path}")


def _was_run(registration: Registration, context: Context) -> bool:
    """Whether a coverage report says that the handler ran: a line behind its head."""
    handler = registration.handler
    if handler is None or not isinstance(handler.node, Function) or not handler.node.body:
        return False
    first = getattr(handler.node.body[0], "line", handler.node.line + 1)
    return context.project.coverage.ran(handler.module.path, first, handler.node.end_line)
