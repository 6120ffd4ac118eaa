"""Every website may call this API from its visitors' browsers.

Without credentials it reads no more than a stranger could, but from inside the visitor's network:
an API behind a firewall, or on ``localhost``, is open to every page that somebody there looks at.

Bad:

```python title="app.py"
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["*"])  # FAA312
```

Good:

```python title="app.py"
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(
    CORSMiddleware, allow_origins=["https://books.example"], allow_methods=["*"]
)
```

Silent with credentials (that is FAA311), where the wildcard is for some cases only, where the
values come from outside of the sources, where ``fastapi-arch-public-routes`` says of all routes
(``* /*: reason``) that they are for everybody, and in tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function, Module, Name
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.security.cors import Wildcard


@checker(
    code="FAA312",
    subject=Module,
    pattern="weak-security",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="{origin} lets every website call this API; list the origins",
    advice="List the origins that may call the API instead of {origin}.",
    cwe=(942,),
    references=(
        "https://fastapi.tiangolo.com/tutorial/cors/",
        "https://owasp.org/www-community/attacks/CORS_OriginHeaderScrutiny",
    ),
)
def cors_wildcard(module: Module, context: Context) -> Iterator[Match]:
    routes = context.project.application.routes
    allow = context.project.authentication.public_routes.allow
    if is_test(module.path) or (routes and all(map(allow, routes))):
        return
    for wildcard in context.project.cors.wildcards(module):
        if not wildcard.with_credentials:
            yield place_of(wildcard, context)


def place_of(wildcard: Wildcard, context: Context) -> Match:
    """A match where the module under check writes the wildcard, or else where it adds the
    middleware: what a function gives back stands for more than this."""
    written = wildcard.written.place
    shown = f"`{wildcard.written.value}`"
    scope = context.scope_at(written.line)
    is_here = written.path == context.module.path and written.line > 0
    if is_here and (
        scope == context.scope_at(wildcard.call.line) or not _is_function(scope, context)
    ):
        column = wildcard.call.col if written.line == wildcard.call.line else 0
        place = Name("", written.line, column)
        return at(place, anchor=shown, origin=shown)
    related = (Related(written.path, written.line, shown),)
    return at(wildcard.call, related=related, anchor=shown, origin=shown)


def _is_function(scope: str, context: Context) -> bool:
    return any(
        isinstance(definition, Function) and definition.qualname == scope
        for definition in definitions(context.module)
    )
