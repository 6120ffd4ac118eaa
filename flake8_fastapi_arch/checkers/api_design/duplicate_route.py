'''A route registered twice: the second handler is never reached.

FastAPI tries the routes in the order of their registration and takes the first that matches, so of
two with the same method and path the later one is dead. It raises no error. The schema even
describes the handler that never answers. Across files, under prefixes that are put together
elsewhere, nobody sees it; a merge or a copied router is all it takes.

Bad:

```python title="books.py"
from fastapi import APIRouter

router = APIRouter(prefix="/books")


@router.get("/{book_id}")
def read_book(book_id: int) -> dict[str, object]:
    """A book with its price."""
    return {"id": book_id, "price": 12}
```

```python title="catalogue.py"
from fastapi import APIRouter

router = APIRouter()


@router.get("/{identifier}")
def read_entry(identifier: int) -> dict[str, object]:  # FAA103
    """A book as the catalogue shows it."""
    return {"id": identifier, "title": "Emma"}
```

```python title="app.py"
import books
import catalogue
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)
app.include_router(catalogue.router, prefix="/books")
```

Good:

```python title="app.py"
import books
import catalogue
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)
app.include_router(catalogue.router, prefix="/catalogue")
```

Silent about routes of different apps, mounts and hosts, prefixes that are not known, registrations
under an ``if`` that may not hold when the second one does, and the same handler registered again.
A parametrised path that takes another is FAA104.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Registration


@checker(
    code="FAA103",
    subject=Registration,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{route}` is never reached: `{winner}` answers first; remove one or move it",
    advice="Remove one of the two handlers of `{route}`, or give it a path of its own: only "
    "`{winner}` ever answers.",
)
def duplicate_route(registration: Registration, context: Context) -> Iterator[Match]:
    for rival in context.project.routing.rivals(registration):
        if rival.is_duplicate:
            winner = rival.winner
            place = Related(winner.registration.module.path, winner.registration.line, "answers")
            yield at(
                registration,
                related=(place,),
                route=f"{','.join(rival.methods)} {rival.route.path}",
                winner=winner.name or winner.endpoint or "another route",
            )
            return
