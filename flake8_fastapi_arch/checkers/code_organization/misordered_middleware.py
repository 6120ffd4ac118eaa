'''Middleware in an order in which one cannot do its work.

The middleware added last is outermost: it sees the request first and the response last. What lies
outside of ``CORSMiddleware`` and answers by itself (401, 429, a redirect) answers without CORS
headers, and refuses the browser's preflight; the browser then shows a network error instead of the
reason. What lies outside of ``SessionMiddleware`` and reads the session fails.

Bad:

```python title="app.py"
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])  # FAA521


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

Good:

```python title="app.py"
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()


@app.middleware("http")
async def refuse_strangers(
    request: Request, call_next: Callable[[Request], Awaitable[Response]]
) -> Response:
    if "authorization" not in request.headers:
        return JSONResponse({"detail": "who are you?"}, status_code=401)
    return await call_next(request)


app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

Silent where what lies outside only passes requests on (timing, compression, logging), where it is
of a library that is not known, and where several apps differ in their middleware.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.routes.middleware import added


@checker(
    code="FAA521",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{inner}` lies inside of `{outer}`, which {consequence}; add it after that",
    advice="Add `{inner}` after `{outer}`, so that it lies outside: `{outer}` {consequence}.",
)
def misordered_middleware(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    scopes = context.project.names.scopes(module)
    for call, scope in scopes.calls_named("add_middleware", "Middleware"):
        for expression in added(call):
            for name in context.project.names.dotted(expression, scope):
                inner = name.rpartition(".")[2]
                found = _outside(inner, context)
                if found is not None:
                    outer, consequence = found
                    yield at(call, inner=inner, outer=outer, consequence=consequence)


def _outside(inner: str, context: Context) -> tuple[str, str] | None:
    """The first middleware outside of *inner* that does not bear it there, and why."""
    if inner not in ("CORSMiddleware", "SessionMiddleware"):
        return None
    for outer in context.project.middleware.outside_of(inner):
        if inner == "CORSMiddleware" and outer.answers_itself:
            return outer.name, "answers without CORS headers"
        if inner == "SessionMiddleware" and outer.reads("session"):
            return outer.name, "finds no session"
    return None
