'''A test requests a path at which the application has no route.

The route was renamed, or the prefix forgotten; what comes back is a 404. A test that only looks at
a field that both answers lack, or that expects an error, passes, and tests nothing.

Bad:

```python title="app.py"
from fastapi import APIRouter, FastAPI

router = APIRouter()


@router.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]


app = FastAPI()
app.include_router(router, prefix="/v1")
```

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_strangers_may_not_add_books() -> None:
    response = client.get("/books")  # FAA610
    assert response.status_code != 201
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_strangers_may_not_add_books() -> None:
    response = client.get("/v1/books")
    assert response.status_code == 200
```

Silent where the application is not completely resolved, mounts anything or knows a root path, and
where a test adds routes to it; where the client may be that of another app; where a part of the
path is not known; and where the test speaks of 404, 405 or "not found".
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Constant, Function, Module
from flake8_fastapi_arch.facts.walk import children, walk
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.testing.fixtures import Made
from flake8_fastapi_arch.project.testing.test_requests import Request

_DOCUMENTATION = ("/docs", "/redoc", "/openapi.json", "/docs/oauth2-redirect")
_APPS = frozenset({"fastapi.FastAPI", "fastapi.APIRouter", "starlette.applications.Starlette"})
_OTHER_ROUTES = ("mount", "add_route", "add_websocket_route", "Route", "Mount", "host", "Host")


@checker(
    code="FAA610",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="no route answers `{path}`; correct the path, or expect 404",
    advice="Request a path that the application serves, or assert that `{path}` gives 404.",
)
def unknown_test_path(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if module not in project.fixtures.tests or not _knows_everything(project):
        return
    for request in project.test_requests.of(module):
        if request.client is None or request.client.kind == "live" or len(request.paths) != 1:
            continue
        (path,) = request.paths
        if None in path or not path or not _is_of_the_app(request, context):
            continue
        if path[0] in _DOCUMENTATION or _expects_nothing_there(request, module):
            continue
        anywhere = project.test_requests.answering_any_method(path)
        if not anywhere:
            yield at(request.call, path=path[0])


@kept_for_each
def _knows_everything(project: Project) -> bool:
    """Whether a path that no route has is answered by nothing."""
    if not project.routing.knows_all_routes:
        return False
    if any("…" in route.path or route.conditions for route in project.application.routes):
        return False
    if any(True for name in _OTHER_ROUTES for _ in project.calls_named(name)):
        return False
    if any(
        call.keyword(word) is not None
        for call, _ in project.calls_named("FastAPI")
        for word in ("root_path", "docs_url", "redoc_url", "openapi_url", "routes")
    ):
        return False
    return not any(_adds_to_the_app(call, scope, project) for call, scope in _registering(project))


def _registering(project: Project) -> Iterator[tuple[Call, Scope]]:
    """The calls in tests that register a route, or send a request by a method of that name."""
    for name in ("get", "post", "put", "patch", "delete", "api_route", "add_api_route"):
        for call, scope in project.calls_named(name):
            if is_test(scope.module.path):
                yield call, scope


def _adds_to_the_app(call: Call, scope: Scope, project: Project) -> bool:
    """Whether *call*, in a test, is one of the app itself, which the project has made elsewhere."""
    if not isinstance(call.func, Attribute):
        return False
    bound = project.names.variable(call.func.value, scope)
    return bound is not None and any(
        isinstance(binding.value, Call)
        and not is_test(bound[0].module.path)
        and not _APPS.isdisjoint(project.names.dotted(binding.value.func, bound[0]))
        for binding in bound[1]
    )


def _is_of_the_app(request: Request, context: Context) -> bool:
    """Whether the client surely is one of an app of the project, none that the test has made."""
    assert request.client is not None
    made: tuple[Made, ...] = context.project.test_requests.app_of(request.client)
    return bool(made) and all(not is_test(m.scope.module.path) for m in made)


def _expects_nothing_there(request: Request, module: Module) -> bool:
    """Whether the test around *request* speaks of what is not there."""
    around = request.function or module
    pending = [around, *(around.decorators if isinstance(around, Function) else ())]
    for part in (node for root in pending for child in children(root) for node in walk(child)):
        match part:
            case Constant(value=404 | 405):
                return True
            case Constant(value=str() as words) if "not found" in words.lower():
                return True
            case Attribute(attr=attr) if "404" in attr or "405" in attr or attr == "NOT_FOUND":
                return True
    return "not_found" in _name(around) or "404" in _name(around)


def _name(around: Function | Module) -> str:
    return around.name if isinstance(around, Function) else ""
