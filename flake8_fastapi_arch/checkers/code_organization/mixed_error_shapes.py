'''An error in another form than the project's other errors: clients need a parser for each.

`HTTPException` answers `{"detail": ...}`. Where a handler answers `{"error": ...}` by itself, the
client that shows `detail` shows nothing, and nobody learns what was wrong.

Bad:

```python title="app.py"
from fastapi import FastAPI, HTTPException
from fastapi.responses import JSONResponse

app = FastAPI()
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}/size")
def size(book_id: int) -> int:
    """Measure the book."""
    if book_id not in books:
        raise HTTPException(404)
    return len(books[book_id])


@app.get("/books/{book_id}/page", response_model=None)
def page(book_id: int, number: int) -> str | JSONResponse:
    """Show a page."""
    if book_id not in books:
        raise HTTPException(404)
    if number < 0:
        return JSONResponse({"error": "no such page"}, status_code=404)  # FAA520
    return books[book_id][number]
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException

app = FastAPI()
books = {1: "Emma"}


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    if book_id not in books:
        raise HTTPException(404)
    return books[book_id]


@app.get("/books/{book_id}/size")
def size(book_id: int) -> int:
    """Measure the book."""
    if book_id not in books:
        raise HTTPException(404)
    return len(books[book_id])


@app.get("/books/{book_id}/page")
def page(book_id: int, number: int) -> str:
    """Show a page."""
    if book_id not in books:
        raise HTTPException(404)
    if number < 0:
        raise HTTPException(404, "no such page")
    return books[book_id][number]
```

Silent where no form has three quarters of the errors, where a body has the usual fields and more,
where it is computed, where the same function answers in this form when all is well, in health
checks, about the forms of other protocols (OAuth, problem details, nested `error` objects), and
where the project gives HTTPException a form of its own that cannot be told.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module


@checker(
    code="FAA520",
    subject=Module,
    pattern="error-handling",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="an error with `{found}`, where most have `{usual}`; answer all in one form",
    advice="Answer errors in one form, `{usual}`: raise the exceptions that the other handlers "
    "raise.",
)
def mixed_error_shapes(module: Module, context: Context) -> Iterator[Match]:
    shapes = context.project.error_shapes
    bodies = shapes.built_in(module)
    usual = shapes.usual if bodies else None
    for body in bodies if usual is not None else ():
        assert usual is not None
        if not usual <= body.keys:
            found = ", ".join(sorted(body.keys))
            yield at(body.call, found=found, usual=", ".join(sorted(usual)))
