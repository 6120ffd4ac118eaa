'''A guard called in the handler comes after FastAPI has read and validated the request.

Strangers then get 422 with the names and types of all fields before anyone asks who they are; the
guard is not in the documentation, and every handler has to remember it. In a dependency of the
decorator or the router it runs without the handler's help, and a body that does not even parse is
answered with 401.

Bad:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

app = FastAPI()
keys = {"secret-of-ada"}


class Book(BaseModel):
    title: str


def check_key(request: Request) -> None:
    if request.headers.get("X-Api-Key") not in keys:
        raise HTTPException(401)


@app.post("/books")
def add_book(book: Book, request: Request) -> int:
    """Add a book."""
    check_key(request)  # FAA304
    return Path("books.txt").write_text(book.title)
```

Good:

```python title="app.py"
from pathlib import Path

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel

app = FastAPI()
keys = {"secret-of-ada"}


class Book(BaseModel):
    title: str


def check_key(request: Request) -> None:
    if request.headers.get("X-Api-Key") not in keys:
        raise HTTPException(401)


@app.post("/books", dependencies=[Depends(check_key)])
def add_book(book: Book) -> int:
    """Add a book."""
    return Path("books.txt").write_text(book.title)
```

Silent where the guard needs what only the handler has (a row, a field of the body), where it stands
under a condition, where another guard has refused strangers before, where the handler takes nothing
that is validated, and about logins.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler, Route
from flake8_fastapi_arch.project.security.public_routes import is_entrance

_VALIDATED = frozenset({"body", "form", "file"})


@checker(
    code="FAA304",
    subject=Handler,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{guard}` authenticates after the body was validated; make it a dependency",
    advice="Give `{guard}` the form of a dependency and put it on the route or its router.",
    cwe=(696,),
    references=(
        "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-in-path-operation-decorators/",
    ),
)
def guard_in_body(handler: Handler, context: Context) -> Iterator[Match]:
    authentication = context.project.authentication
    for route in handler.routes[:1]:
        if is_entrance(route) or not _is_validated(route):
            continue
        if authentication.has_shared_guard(route) or not route.closure.complete:
            continue
        for site, guard in authentication.guards_in_body(route):
            name = guard.name.rpartition(".")[2]
            line = guard.node.line
            yield at(site, related=(Related(guard.module.path, line, f"`{name}`"),), guard=name)
            return


def _is_validated(route: Route) -> bool:
    """Whether FastAPI reads and validates a body before the handler runs."""
    return any(parameter.kind in _VALIDATED for parameter in route.parameters)
