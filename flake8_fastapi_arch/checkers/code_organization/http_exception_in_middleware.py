'''An exception that is answered where routes raise it is a 500 where middleware does.

What turns an HTTPException, or an exception with a handler of its own, into a response stands
inside of all middleware. What middleware raises itself passes by there: the client gets a bare 500
instead of the 401, and the log a traceback for each stranger who knocks.

Bad:

```python title="app.py"
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, HTTPException, Request, Response

app = FastAPI()


@app.middleware("http")
async def refuse_strangers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    if "authorization" not in request.headers:
        raise HTTPException(401, detail="who are you?")  # FAA526
    return await call_next(request)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

Good:

```python title="app.py"
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def refuse_strangers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    if "authorization" not in request.headers:
        return JSONResponse({"detail": "who are you?"}, status_code=401)
    return await call_next(request)


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

A dependency may raise it, too: it runs inside.

Silent where some middleware catches the exception around what it wraps, where a handler for
`Exception` gives another answer than a 500, where what is raised is a 500 anyway, about exceptions
of Python's, and about middleware of which no app of the project is known to have it.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_SERVER_ERROR = 500


@checker(
    code="FAA526",
    subject=Function,
    pattern="error-handling",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{exception}` passes by its handler in middleware, a 500; return a response",
    advice="Return a response in `{name}`, or let a dependency raise `{exception}`: the handlers "
    "of exceptions stand inside of middleware.",
)
def http_exception_in_middleware(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if symbol not in context.project.middleware.functions:
        return
    exceptions = context.project.exceptions
    told = set()
    for raised in exceptions.leaving(symbol):
        place = exceptions.entering(raised)
        if place is None or place.line in told or raised.status == _SERVER_ERROR:
            continue
        is_an_answer = isinstance(raised.type, ClassSymbol) or exceptions.types.is_http(raised.type)
        if is_an_answer and exceptions.passes_by_its_handler(raised.type):
            told.add(place.line)
            yield at(
                place,
                related=context.related(raised.chain),
                anchor=f"{raised.name} {raised.status}",
                exception=raised.name,
                name=function.name,
            )
