'''A route of which the documentation tells nothing but its path.

The docstring of a handler is the description in ``/docs``, in generated clients and in tools that
let language models choose a route. Without it, callers read the code, or guess.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{book_id}")
def stock(book_id: int) -> int:  # FAA109
    return 12
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{book_id}")
def stock(book_id: int) -> int:
    """How many copies lie in the shop, without those on order."""
    return 12
```

Silent where ``summary`` or ``description`` say something, and about routes that are not in the
schema, by themselves or by their router.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.routes.application import Handler

_WORDS = frozenset({"summary", "description", "openapi_extra", "**"})


@checker(
    code="FAA109",
    subject=Handler,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{handler}` has no description; say in a docstring what it does",
    advice="Write a docstring for `{handler}`, or `summary=` and `description=`: they are its "
    "documentation.",
)
def undocumented_route(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if function.has_docstring or is_test(context.module.path):
        return
    if all(
        route.kind == "http" and route.include_in_schema and not route.arguments & _WORDS
        for route in routes
    ):
        yield at(function, anchor="", handler=function.name)
