'''A route added to a router that was already included is never served.

Before 0.137, FastAPI copies the routes of a router when it is included. What is added afterwards, a
route or a child router, is not in the copy: 404, without an error at start-up. The order is that of
execution: often the include stands in one module, and another that registers more routes is
imported after it. From 0.137 an inclusion is a live view, and the order does not matter.

Bad:

```text title="requirements.txt"
fastapi==0.115.14
```

```python title="app.py"
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/books")
app.include_router(router)


@router.get("/{book_id}")
def read_book(book_id: int) -> dict[str, int]:  # FAA116
    """A book."""
    return {"id": book_id}
```

Good:

```python title="app.py"
from fastapi import APIRouter, FastAPI

app = FastAPI()
router = APIRouter(prefix="/books")


@router.get("/{book_id}")
def read_book(book_id: int) -> dict[str, int]:
    """A book."""
    return {"id": book_id}


app.include_router(router)
```

Silent where the project may run with FastAPI 0.137 or newer, or does not declare a version, and
where the order is not known.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Module
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.routes.application import Place
from flake8_fastapi_arch.project.routes.late_routes import LateRoute


@checker(
    code="FAA116",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{late}` comes after its router was included and is never served; include it last",
    advice="Add `{late}` before its router is included, or run FastAPI 0.137, which does not mind.",
)
def route_added_after_include(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if not project.environment.certainly("fastapi", "<0.137") or not _registers(module, context):
        return
    said = set()
    for lost in project.late_routes.in_file(module.path):
        match = _match(lost, module, context)
        if (match.line, match.col) not in said:
            said.add((match.line, match.col))
            yield match


def _registers(module: Module, context: Context) -> bool:
    """Whether the module has a route that is not served, or includes routers."""
    routing = context.project.routing
    return any(
        not routing.routes(registration)
        for registration in context.project.application.registrations_in(module)
    ) or bool(context.project.names.scopes(module).calls_named("include_router"))


def _match(lost: LateRoute, module: Module, context: Context) -> Match:
    included = Related(lost.included.path, lost.included.line, "the router is included here")
    registration = lost.route.registration
    inclusion = _inclusion_at(lost.late, module, context)
    if inclusion is not None:
        details = {"late": text(inclusion)}
        return Match(inclusion.line, inclusion.col, details, (included,))
    own = f"{','.join(lost.route.methods)} {registration.path}".strip()
    return Match(registration.line, registration.col, {"late": own}, (included,))


def _inclusion_at(place: Place, module: Module, context: Context) -> Call | None:
    for call, _ in context.project.names.scopes(module).calls_named("include_router"):
        if call.line == place.line:
            return call
    return None
