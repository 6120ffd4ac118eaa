'''A router that no app includes: its routes are not there.

A router answers only once an app, or a router that an app includes, includes it. A module whose
``include_router`` was forgotten, or lost in a merge, is imported, tested and documented like the
others, and answers 404.

Bad:

```python title="books.py"
from fastapi import APIRouter

router = APIRouter(prefix="/books")


@router.get("")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

```python title="orders.py"
from fastapi import APIRouter

router = APIRouter(prefix="/orders")  # FAA522


@router.get("")
def read_orders() -> list[str]:
    """All orders."""
    return []
```

```python title="app.py"
import books
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)
```

Good:

```python title="app.py"
import books
import orders
from fastapi import FastAPI

app = FastAPI()
app.include_router(books.router)
app.include_router(orders.router)
```

Silent in projects without an app, in tests and examples, where anything else is done with the
router, and where the project finds its routers by name at run time or includes what is not known.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.facts.text import text


@checker(
    code="FAA522",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{router}` is included in no app: its routes answer 404; include it or delete it",
    advice="Include `{router}` where the other routers are included, or delete it with its routes.",
)
def unmounted_router(module: Module, context: Context) -> Iterator[Match]:
    for assignment in context.project.unmounted.routers(module):
        yield at(assignment, router=text(assignment.targets[0]))
