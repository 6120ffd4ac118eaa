'''A guard that lets strangers pass, and a write that does not look whether it did.

``auto_error=False`` turns a security scheme into a reader: it hands over None where there are no
credentials. So do dependencies for "the user, if there is one". Whoever takes their result has to
rule None out; otherwise strangers write in nobody's name. Starlette's ``AuthenticationMiddleware``
does the same with ``request.user``: what only users have is missing there, and strangers get a 500
where they should get a 401.

Bad:

```python title="app.py"
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer(auto_error=False)
users = {"secret-of-ada": "ada"}


def current_user(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> str | None:
    if credentials is None:
        return None
    return users.get(credentials.credentials)


@app.post("/books")
def add_book(title: str, user: Annotated[str | None, Depends(current_user)]) -> int:  # FAA326
    """Add a book."""
    return Path("books.txt").write_text(f"{title}, added by {user}")
```

Good:

```python title="app.py"
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
bearer = HTTPBearer()
users = {"secret-of-ada": "ada"}


def current_user(
    credentials: Annotated[HTTPAuthorizationCredentials, Depends(bearer)],
) -> str:
    user = users.get(credentials.credentials)
    if user is None:
        raise HTTPException(401)
    return user


@app.post("/books")
def add_book(title: str, user: Annotated[str, Depends(current_user)]) -> int:
    """Add a book."""
    return Path("books.txt").write_text(f"{title}, added by {user}")
```

Silent where the handler tests the value, hands it to something unknown, or has another guard; about
``request.user`` where somebody asks for ``is_authenticated``, or may refuse, before it is read, and
where the project's backend always finds somebody; where a dependency or decorator cannot be
resolved; about logins and what else is public by its name; about a POST that surely only computes;
and about routes that ``fastapi-arch-public-routes`` lists with a reason.
'''

from __future__ import annotations

import itertools
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.authentication import short_name
from flake8_fastapi_arch.project.security.public_routes import is_entrance


@checker(
    code="FAA326",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{guard}` lets strangers pass, and `{handler}` does not check who is there",
    advice="Let `{guard}` answer 401 to strangers, or check in `{handler}` that somebody is there.",
    cwe=(287, 862),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://fastapi.tiangolo.com/reference/security/",
    ),
)
def optional_guard_ignored(function: Function, context: Context) -> Iterator[Match]:
    yield from itertools.islice(
        itertools.chain(_by_dependency(function, context), _by_middleware(function, context)), 1
    )


def _by_dependency(function: Function, context: Context) -> Iterator[Match]:
    for route in context.project.application.routes_of(function):
        guard = context.project.open_writes.ignored_guard(route)
        if guard is not None:
            place, name = guard.place, short_name(guard)
            related = (Related(place.path, place.line, f"`{name}`"),) if place else ()
            yield at(function, related=related, guard=name, handler=function.name)


def _by_middleware(function: Function, context: Context) -> Iterator[Match]:
    """Handlers and dependencies that take ``request.user`` for a user."""
    public = context.project.authentication.public_routes
    symbol = context.symbol(function)
    for route in context.project.request_sources.routes_of(symbol):
        read = context.project.strangers.taken_for_users(symbol, route)
        if read is not None and not (is_entrance(route) or public.allow(route)):
            words = f"`request.user.{read.attr}`, which strangers do not have"
            place = Related(context.module.path, read.line, words)
            guard = "AuthenticationMiddleware"
            yield at(function, related=(place,), guard=guard, handler=function.name)
