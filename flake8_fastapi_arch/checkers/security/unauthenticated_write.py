'''A write that strangers can call, in a project that asks who its users are.

Whoever finds the address changes or deletes data. Mostly the guard was forgotten: a new route in a
router whose other routes each bring their own, a router included without the dependency that its
neighbours get, a scheme with ``auto_error=False`` that lets everybody pass.

Bad:

```python title="security.py"
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import OAuth2PasswordBearer

bearer = OAuth2PasswordBearer(tokenUrl="token")


def current_user(token: Annotated[str, Depends(bearer)]) -> str:
    if token != "secret-of-ada":
        raise HTTPException(401)
    return "ada"


User = Annotated[str, Depends(current_user)]
```

```python title="books.py"
from pathlib import Path

from fastapi import APIRouter
from security import User

router = APIRouter(prefix="/books")
shelf = Path("shelf")


@router.put("/{book_id}")
def rename_book(book_id: int, title: str, user: User) -> str:
    """Rename a book."""
    (shelf / str(book_id)).write_text(title)
    return user


@router.delete("/{book_id}")
def delete_book(book_id: int) -> None:  # FAA301
    """Delete a book."""
    (shelf / str(book_id)).unlink()
```

```python title="main.py"
import books
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)


@app.post("/token")
def login() -> dict[str, str]:
    """Issue a token."""
    return {"access_token": "secret-of-ada"}
```

Good:

```python title="books.py"
from pathlib import Path

from fastapi import APIRouter, Depends
from security import User, current_user

router = APIRouter(prefix="/books", dependencies=[Depends(current_user)])
shelf = Path("shelf")


@router.put("/{book_id}")
def rename_book(book_id: int, title: str, user: User) -> str:
    """Rename a book."""
    (shelf / str(book_id)).write_text(title)
    return user


@router.delete("/{book_id}")
def delete_book(book_id: int) -> None:
    """Delete a book."""
    (shelf / str(book_id)).unlink()
```

What authenticates is told by what it does, not by its name: a security scheme, or code that looks
at credentials and answers 401 or 403, in a dependency of the handler, of the decorator, of any
router or inclusion or of the app, in a decorator, in the handler, or in middleware. A middleware
that tests path or method is a guard of the routes that its tests let it look at.

Silent where a dependency, the handler or a decorator cannot be resolved; about logging in and out,
registration, tokens, password resets and confirmations; about addresses that hold a secret
(``/{token}``) and webhooks that verify a signature; about a POST that by its name only reads, by
all that it runs only computes or queries, or runs nothing that a GET of the address does not run;
about handlers that only raise; where a guard lets strangers pass, whether the handler looks at what
it found or not (FAA326); where a middleware lets the path pass by name; where the app guards fewer
than half of its writes, unless another method of the same address is guarded; and about routes that
``fastapi-arch-public-routes`` lists with a reason.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration, Route
from flake8_fastapi_arch.project.security.authentication import shown


@checker(
    code="FAA301",
    subject=Registration,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{route}` lets strangers write; add `{guard}` as on `{neighbour}`",
    advice="Put `{guard}`, which `{neighbour}` has, on `{route}`, or say in "
    "`fastapi-arch-public-routes` why strangers may call it.",
    cwe=(306, 862),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-in-path-operation-decorators/",
    ),
)
def unauthenticated_write(registration: Registration, context: Context) -> Iterator[Match]:
    authentication = context.project.authentication
    route = _open_write(registration, context)
    if route is None or any(
        _open_write(other, context) is not None for other in _before(registration, context)
    ):
        return
    neighbour = authentication.guarded_write_beside(route)
    if neighbour is None:
        return
    yield at(
        registration,
        related=tuple(Related(p.path, p.line, words) for p, words in neighbour.evidence),
        anchor=shown(route),
        route=shown(route),
        neighbour=neighbour.name,
        guard=neighbour.guard.name,
    )


def _open_write(registration: Registration, context: Context) -> Route | None:
    """The first effective route of *registration* that strangers can write by, and that has no
    guard whose answer is ignored: that is another thing to say."""
    writes = context.project.open_writes
    for route in context.project.authentication.routes_of(registration):
        if writes.has(route) and writes.ignored_guard(route) is None:
            return route
    return None


def _before(registration: Registration, context: Context) -> Iterator[Registration]:
    """The registrations of the same handler that stand before this one: one finding is enough."""
    for other in context.project.application.registrations_in(context.module):
        if other is registration:
            return
        if other.handler is not None and other.handler == registration.handler:
            yield other
