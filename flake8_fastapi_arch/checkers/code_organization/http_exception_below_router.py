'''A service or repository that raises HTTPException can only be used by a router.

A job, a command or another service that calls it gets an exception with a status code, and has to
know HTTP to tell "not there" from "not allowed". The tests of the rules become tests of statuses.
Below the routers the project's own exceptions say what is wrong, and one exception handler says it
to the client.

Bad:

```python title="app/services/shelf.py"
from fastapi import HTTPException

books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise HTTPException(404)  # FAA513
    return books[book_id]
```

```python title="app/main.py"
from app.services.shelf import find
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)
```

Good:

```python title="app/services/shelf.py"
class BookNotFound(Exception):
    pass


books = {1: "Emma"}


def find(book_id: int) -> str:
    if book_id not in books:
        raise BookNotFound(book_id)
    return books[book_id]
```

```python title="app/main.py"
from app.services.shelf import BookNotFound, find
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(BookNotFound)
def not_found(request: Request, error: BookNotFound) -> JSONResponse:
    """Answer for what is not there."""
    return JSONResponse({"detail": "no such book"}, status_code=404)


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return find(book_id)
```

It speaks once for each module, at the first.

Silent about dependencies and what they call, about the project's own subclasses of HTTPException
and the modules that define them, about guards that refuse strangers (401, 403), about modules
whose role is not sure, and about functions that no request runs.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Class, Function, Module, Raise
from flake8_fastapi_arch.facts.walk import definitions, statements, walk
from flake8_fastapi_arch.project.modules.roles import Role
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_REFUSING = frozenset({401, 403})  # who may do what is decided by guards, which are about HTTP
_LAYERS = (Role.SERVICE, Role.REPOSITORY)


@checker(
    code="FAA513",
    subject=Module,
    pattern="error-handling",
    impact=Impact.LOW,
    priority=Priority.P2,
    message="this {role} module raises HTTPException ({count}x); raise exceptions of the project",
    advice="Let the {role} raise exceptions of the project, and register exception handlers that "
    "turn them into answers.",
)
def http_exception_below_router(module: Module, context: Context) -> Iterator[Match]:
    if not any(isinstance(s, Raise) for d in definitions(module) for s in statements(d.body)):
        return
    placement = context.project.roles.of(module)
    if placement.role not in _LAYERS or not placement.is_sure or _defines_one(module, context):
        return
    found = [raised for node in definitions(module) for raised in _raised(node, context)]
    if found:
        first = min(found, key=lambda node: (node.line, node.col))
        yield at(first, anchor="HTTPException", role=placement.role.value, count=len(found))


def _raised(node: Function | Class, context: Context) -> Iterator[Raise]:
    """Where the function raises an HTTPException for a handler that calls it."""
    if not isinstance(node, Function):
        return
    raises = [s for s in statements(node.body) if isinstance(s, Raise) and s.exc is not None]
    symbol = context.symbol(node)
    if not raises or not context.project.effects.serves(symbol):
        return
    if symbol in context.project.effects.behind_dependencies:
        return
    types = context.project.exceptions.types
    scope = context.project.names.scope_of(context.module, node)
    for statement in raises:
        assert statement.exc is not None
        raised = types.of(statement.exc, scope)
        # A subclass of the project's is its own word for what went wrong, as the advice has it.
        http = [cls for cls in raised if types.is_http(cls) and not isinstance(cls, ClassSymbol)]
        made = [part for part in walk(statement.exc) if isinstance(part, Call)]
        if http and _REFUSING.isdisjoint(types.status(m, c, scope) for m in made for c in http):
            yield statement


def _defines_one(module: Module, context: Context) -> bool:
    """Whether the module has exception classes below HTTPException."""
    types = context.project.exceptions.types
    return any(
        types.is_http(ClassSymbol(module, node))
        for node in definitions(module)
        if isinstance(node, Class)
    )
