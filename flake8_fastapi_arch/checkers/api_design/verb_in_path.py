'''A path that says again what the method says.

``POST /users/create`` and ``GET /getUsers`` name the action twice. The resource then has an address
for each verb instead of one, its methods lie apart in the documentation, and caches and clients
that know what GET and DELETE mean cannot use it.

Bad:

```python title="app.py"
from fastapi import APIRouter, FastAPI

router = APIRouter(prefix="/books")
app = FastAPI()


@router.get("/list")
def list_books() -> list[str]:  # FAA101
    """All books."""
    return ["Emma"]


@router.delete("/delete-book/{book_id}")
def delete_book(book_id: int) -> None:  # FAA101
    """Take a book out of the shop."""


app.include_router(router)
```

Good:

```python title="app.py"
from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import HTTPBearer

router = APIRouter(prefix="/books")
app = FastAPI(dependencies=[Depends(HTTPBearer())])


@router.get("")
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]


@router.delete("/{book_id}")
def delete_book(book_id: int) -> None:
    """Take a book out of the shop."""


app.include_router(router)
```

Silent about actions that no method says (``/orders/{id}/cancel``, ``/login``), about a verb of
another method, nouns like ``/list/{list_id}`` and ``/add-ons``, paths that are not known, and
routes that are not in the schema; and in APIs that call procedures, nearly all of them by POST.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration, Route
from flake8_fastapi_arch.project.routes.conventions import is_documented, segments, words_of

# What a method says alone. "post", "put", "read" and "set" are nouns and adjectives as well.
_VERBS = {
    "GET": frozenset({"get", "list", "fetch", "retrieve"}),
    "POST": frozenset({"create", "add", "insert"}),
    "PUT": frozenset({"update", "edit", "modify", "replace"}),
    "PATCH": frozenset({"update", "edit", "modify", "patch"}),
    "DELETE": frozenset({"delete", "remove", "destroy"}),
}
_NOUNS = frozenset({"add-on", "add-ons", "add-in", "add-ins", "get-started", "list-view"})


@checker(
    code="FAA101",
    subject=Registration,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{segment}` in the path says {method} again; name the resource only",
    advice="Let `{path}` name the resource without `{segment}`: the method {method} says it.",
)
def verb_in_path(registration: Registration, context: Context) -> Iterator[Match]:
    if not context.project.routing.is_written_out(registration):
        return
    for route in context.project.routing.routes(registration)[:1]:
        segment = _verb(route)
        if (
            segment is not None
            and is_documented(route)
            and not context.project.conventions.calls_procedures(route)
        ):
            yield at(registration, segment=segment, method=route.methods[0], path=route.path)


def _verb(route: Route) -> str | None:
    """The segment of the path that says the method of *route*, its only one."""
    if len(route.methods) != 1:
        return None
    verbs = _VERBS.get(route.methods[0], frozenset())
    parts = [part for part in route.path.split("/") if part]
    for segment in segments(route.path):
        first, *more = words_of(segment) or [""]
        if first in verbs and segment.lower() not in _NOUNS and not _is_noun(segment, more, parts):
            return segment
    return None


def _is_noun(segment: str, more: list[str], parts: list[str]) -> bool:
    """Whether the single word is what the path is about: ``/list``, ``/list/{list_id}``."""
    if more:
        return False
    position = parts.index(segment)
    follows = parts[position + 1 : position + 2]
    return position == 0 or (segment == "list" and follows != [])
