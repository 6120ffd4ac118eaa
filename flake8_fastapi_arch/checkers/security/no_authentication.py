'''An application that changes data and asks nobody who they are.

Everybody who reaches the port may write. That is right for a service behind a gateway that
authenticates; it should then be said, and everywhere else it is the first thing to repair.

Bad:

```python title="app.py"
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()  # FAA303


@app.post("/books")
def add_book(title: str) -> str:
    """Add a book."""
    Path("books.txt").write_text(title)
    return title
```

Good:

```python title="app.py"
import os
import secrets
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import APIKeyHeader

api_key = os.environ["API_KEY"]


def authenticate(key: Annotated[str, Depends(APIKeyHeader(name="X-Key"))]) -> None:
    if not secrets.compare_digest(key, api_key):
        raise HTTPException(403)


app = FastAPI(dependencies=[Depends(authenticate)])


@app.post("/books")
def add_book(title: str) -> str:
    """Add a book."""
    Path("books.txt").write_text(title)
    return title
```

Silent where anything that may guard cannot be resolved, where routes are missing from the table,
where no handler reaches a database, a file, a queue, a process or the network, in examples, and
about routes that ``fastapi-arch-public-routes`` lists with a reason.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.files import is_aside
from flake8_fastapi_arch.project.routes.application import Route
from flake8_fastapi_arch.project.security.authentication import Status
from flake8_fastapi_arch.project.security.public_routes import is_entrance, is_write

_LASTING = frozenset({"database", "file", "queue", "subprocess", "network", "mail"})


@checker(
    code="FAA303",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P1,
    when=When.REVIEW,
    message="no route of this app authenticates anybody, and {writes}; add a guard",
    advice="Authenticate in a dependency of the app, of its routers or of their inclusions, "
    "because {writes}.",
    cwe=(306,),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://fastapi.tiangolo.com/tutorial/security/",
    ),
)
def no_authentication(module: Module, context: Context) -> Iterator[Match]:
    authentication = context.project.authentication
    if context.project.application.unresolved or is_aside(module.path):
        return
    for call, routes in authentication.apps_in(module):
        if any(authentication.status(route) is not Status.OPEN for route in routes):
            continue
        writes = {r.registration: r for r in routes if _is_write(r, context)}
        if any(_lasts(route, context) for route in writes.values()):
            count = len(writes)
            yield at(call, anchor="", writes=f"{count} write" if count > 1 else "one writes")


def _is_write(route: Route, context: Context) -> bool:
    allowed = context.project.authentication.public_routes.allow(route)
    return is_write(route) and not is_entrance(route) and not allowed


def _lasts(route: Route, context: Context) -> bool:
    """Whether the handler reaches what outlives the request."""
    if route.handler is None:
        return False
    effects = context.project.effects
    return effects.reached_awaiting(route.handler, _is_lasting) is not None


def _is_lasting(effect: Effect) -> bool:
    return effect.kind in _LASTING
