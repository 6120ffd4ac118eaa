'''An exception that a client causes leaves a handler, and nobody turns it into an answer: a 500.

The service says clearly what is wrong, `BookNotFound`, and the client reads "Internal Server
Error": between the two there is neither an `except` nor an exception handler. The same happens
where a broad `except` on the way answers 500 before the handler that the application registered is
asked.

Libraries say it with exceptions, too: `scalar_one()` raises NoResultFound where there is no such
row, and `uuid.UUID(text)` ValueError where the text is none. Whoever declares a parameter as
`UUID`, an enum or a `datetime` leaves it to FastAPI to answer 422.

Bad:

```python title="shelf.py"
class BookNotFound(Exception):
    pass


books = {1: "Emma"}


def find(book_id: int) -> str:
    title = books.get(book_id)
    if title is None:
        raise BookNotFound(book_id)
    return title
```

```python title="app.py"
import shelf
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return shelf.find(book_id)  # FAA517
```

Good:

```python title="app.py"
import shelf
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

app = FastAPI()


@app.exception_handler(shelf.BookNotFound)
def not_found(request: Request, error: shelf.BookNotFound) -> JSONResponse:
    """Answer for what is not there."""
    return JSONResponse({"detail": "no such book"}, status_code=404)


@app.get("/books/{book_id}")
def show(book_id: int) -> str:
    """Show the book."""
    return shelf.find(book_id)
```

Silent where the exception or a base of it has a handler in any module, where the handlers may be
among options that the application is given unpacked (`FastAPI(**options)`), where a middleware, a
route class, a dependency with `yield`, a decorator or a context manager on the way catches it or
may, where a dependency has had the same looked up and answered for it, where what is not there was
looked up by a part of a row or by what a dependency gives (who is signed in), for exceptions that
are about the server (a 500 is right) or time, for slips of the application's own (a setting may let
them pass, or they are about the class of an argument), and for calls that cannot be resolved. An
exception of the project counts as the client's where its class has such a status, where other code
answers it with a 4xx, or where it is raised because something was looked up and is not there (`if
row is None`, `if key not in rows`); one of Python's where another clause answers the same `raise`
with a 4xx; one of a library where a parameter of the request decides it that nobody looked at
before.
'''

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import ExceptHandler, Function
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.errors import except_clauses
from flake8_fastapi_arch.project.errors.exceptions import Raised, is_broad
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.keys import names_behind
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, LibrarySymbol
from flake8_fastapi_arch.project.routes.application import Dependency

_SERVER_ERROR = 500
_VALUE_ERROR = LibrarySymbol("builtins.ValueError")  # of what Pydantic reads as well


@checker(
    code="FAA517",
    subject=Function,
    pattern="error-handling",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{exception}` of {chain} ends as a 500; {instead}",
    advice="Make an answer of `{exception}`, which {chain} raises in `{name}`: {instead}.",
)
def unhandled_domain_exception(function: Function, context: Context) -> Iterator[Match]:
    routes = context.project.application.routes_of(function)
    symbol = context.symbol(function)
    if any(route.kind != "http" for route in routes):
        return
    if routes:
        leaving = context.project.exceptions.leaving_route(routes[0])
    elif symbol in context.project.dependencies:
        leaving = context.project.exceptions.leaving(symbol)
    else:
        return
    seen = set()
    dependencies = [*routes[0].closure.flat()] if routes else []
    for place, raised in (*_unhandled(leaving, context), *_relabelled(symbol, context)):
        if raised.type not in seen and not _is_answered_before(
            place, raised, dependencies, context
        ):
            seen.add(raised.type)
            yield at(
                place,
                related=context.related(raised.chain),
                anchor=raised.name,
                exception=raised.name,
                name=function.name,
                chain=f"`{_origin(raised)}`",
                instead=_instead(raised),
            )


def _is_answered_before(
    place: Placed, raised: Raised, dependencies: Iterable[Dependency], context: Context
) -> bool:
    """Whether a dependency has had the same function refuse the same before, and answered it: the
    call at *place* is about what it gives, or was given."""
    if not isinstance(place, Site):
        return False
    about = {
        name for passed in place.call.passed for name in names_behind(passed, place.scope)
    }
    origin = raised.steps[-1].function
    effects, exceptions = context.project.effects, context.project.exceptions
    return any(
        isinstance(dependency.callee, FunctionSymbol)
        and not about.isdisjoint(
            {dependency.parameter, *(parameter.name for parameter in dependency.parameters)}
        )
        and origin in effects.runs(dependency.callee).now_or_later
        and all(other.type != raised.type for other in exceptions.leaving(dependency.callee))
        for dependency in dependencies
    )


def _origin(raised: Raised) -> str:
    """What raises it, in words: a function of the project, or the call of a library."""
    call = raised.rejection.call if raised.rejection is not None else None
    return text(call) if call is not None else raised.steps[-1].function.name


def _instead(raised: Raised) -> str:
    if raised.rejection is not None and raised.rejection.reads and raised.type == _VALUE_ERROR:
        return "declare the type, so that FastAPI answers 422"
    return "catch it or register an exception handler"


def _unhandled(leaving: Iterable[Raised], context: Context) -> Iterator[tuple[Placed, Raised]]:
    """What leaves the function, where nothing of the application waits for it."""
    exceptions = context.project.exceptions
    for raised in leaving:
        if context.project.client_errors.is_for_client(raised) and not exceptions.is_handled(
            raised.type
        ):
            place = exceptions.entering(raised)
            if place is not None:
                yield place, raised


def _relabelled(
    function: FunctionSymbol, context: Context
) -> Iterator[tuple[Placed, Raised]]:
    """What a broad clause answers with a 500, though the project knows better elsewhere."""
    exceptions, errors = context.project.exceptions, context.project.client_errors
    for handler, reaching in exceptions.reaching(function).items():
        if not _answers_500(handler, function, context):
            continue
        for raised in reaching:
            if errors.is_for_client(raised) and (
                errors.is_translated(raised.type)
                or (not exceptions.handled.everything and exceptions.is_handled(raised.type))
                or not raised.is_wrapped
            ):
                yield handler, raised


def _answers_500(handler: ExceptHandler, function: FunctionSymbol, context: Context) -> bool:
    exceptions = context.project.exceptions
    raised = except_clauses.raised(handler)
    if raised is None or raised.exc is None:
        return False
    if except_clauses.asks(handler) or except_clauses.sorts(handler):
        return False
    scope = context.project.names.scope_of(context.module, function.node)
    return is_broad(exceptions.types.caught(handler.caught, scope)[0]) and any(
        exceptions.types.is_http(cls)
        and exceptions.types.status(raised.exc, cls, scope) == _SERVER_ERROR
        for cls in exceptions.types.of(raised.exc, scope)
    )
