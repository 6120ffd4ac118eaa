"""The resolver says of small apps what FastAPI itself holds of them when they are imported."""

from __future__ import annotations

import contextlib
import functools
import importlib
import inspect
import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from flake8_fastapi_arch.project.project import Project
from flake8_fastapi_arch.project.routes.application import Application, Dependency, Route
from flake8_fastapi_arch.project.settings import Settings

routing = pytest.importorskip("fastapi.routing")
if not hasattr(routing, "iter_route_contexts"):
    pytest.skip("this FastAPI does not tell its effective routes", allow_module_level=True)

HERE = pathlib.Path(__file__).parent / "routes"
APPS = sorted(path.name for path in HERE.iterdir() if path.is_dir())


@pytest.mark.parametrize("name", APPS)
def test_routes_are_those_that_fastapi_serves(name: str) -> None:
    resolved = [_resolved(route) for route in application(name).routes if not route.conditional]
    assert _by_identity(resolved) == _by_identity(served(name))


@pytest.mark.parametrize("name", APPS)
def test_nothing_is_left_open_that_can_be_known(name: str) -> None:
    assert [r.path for r in application(name).routes if not r.complete] == []
    assert application(name).unresolved == ()


@functools.cache
def application(name: str) -> Application:
    return Project.read(HERE / name, Settings()).application


# ───────────────────────────── what the resolver says

Record = dict[str, Any]


def _resolved(route: Route) -> Record:
    assert route.handler is not None
    return {
        "methods": list(route.methods),
        "path": route.path,
        "line": route.handler.node.line,
        "file": route.handler.module.path,
        "name": route.name,
        "dependencies": [_tree(dependency) for dependency in route.closure.items],
        "security": [
            (scheme.name.removesuffix("()").rpartition(":")[2], scheme.auto_error)
            for scheme in route.security
        ],
        "tags": list(route.tags),
        "status": route.status_code,
        "in_schema": route.include_in_schema,
        "deprecated": route.deprecated,
        "response": None if route.response_model is None else _last(route.response_model),
        "params": sorted(
            (p.name, p.kind) for p in route.parameters if p.kind not in ("dependency", "special")
        ),
    }


def _tree(dependency: Dependency) -> tuple[Any, ...]:
    below = tuple(_tree(other) for other in dependency.dependencies)
    return (dependency.name, dependency.parameter, below)


# ───────────────────────────── what FastAPI says


@functools.cache
def served(name: str) -> list[Record]:
    with _imported(HERE / name) as main:
        app = main.app if hasattr(main, "app") else main.create_app()
        return list(_served(app, "", HERE / name))


def _served(app: Any, prefix: str, root: pathlib.Path) -> Iterator[Record]:
    for context in routing.iter_route_contexts(app.routes):
        original = context.original_route
        if isinstance(original, (routing.APIRoute, routing.APIWebSocketRoute)):
            yield _record(context, prefix, root)
        elif type(original).__name__ == "Mount":
            inner = original.app
            while not hasattr(inner, "routes") and hasattr(inner, "app"):
                inner = inner.app
            if hasattr(inner, "router"):
                yield from _served(inner, prefix + original.path, root)


def _record(context: Any, prefix: str, root: pathlib.Path) -> Record:
    endpoint = inspect.unwrap(context.endpoint)
    function = getattr(endpoint, "__func__", endpoint)
    route = context._effective_route
    route = getattr(route, "starlette_route", None) or route
    code = function.__code__
    dependant = route.dependant
    is_http = isinstance(context.original_route, routing.APIRoute)
    return {
        "methods": sorted(context.methods or ()),
        "path": prefix + context.path,
        "line": _def_line(function),
        "file": pathlib.Path(code.co_filename).relative_to(root).as_posix(),
        "name": context.name,
        "dependencies": [_solved(d) for d in dependant.dependencies],
        "security": list(_schemes(dependant)),
        "tags": [getattr(tag, "value", tag) for tag in route.tags] if is_http else [],
        "status": route.status_code if is_http else None,
        "in_schema": route.include_in_schema if is_http else True,
        "deprecated": bool(route.deprecated) if is_http else False,
        "response": _shown(route.response_model) if is_http else None,
        "params": sorted(_parameters(dependant)),
    }


def _def_line(function: Any) -> int:
    lines, first = inspect.getsourcelines(function)
    if function.__name__ == "<lambda>":
        return first
    offset = next(i for i, line in enumerate(lines) if "def " in line)
    return first + offset


def _solved(dependant: Any) -> tuple[Any, ...]:
    below = tuple(_solved(other) for other in dependant.dependencies)
    return (_qualified(dependant.call), dependant.name, below)


def _qualified(call: Any) -> str:
    if isinstance(call, functools.partial):
        return f"partial({_qualified(call.func)})"
    if inspect.ismethod(call) and not inspect.isclass(call.__self__):
        owner = type(call.__self__)
        return f"{owner.__module__}:{owner.__qualname__}().{call.__name__}"
    call = getattr(call, "__origin__", call)
    if inspect.isclass(call) or inspect.isroutine(call):
        return f"{call.__module__}:{_last_qualname(call)}"
    return f"{type(call).__module__}:{type(call).__qualname__}()"


def _last_qualname(call: Any) -> str:
    # The sources do not number lambdas: all of them are "<lambda>".
    return "<lambda>" if call.__name__ == "<lambda>" else call.__qualname__


def _schemes(dependant: Any) -> Iterator[tuple[str, bool]]:
    from fastapi.security.base import SecurityBase

    for other in dependant.dependencies:
        if isinstance(other.call, SecurityBase):
            yield type(other.call).__qualname__, other.call.auto_error  # type: ignore[attr-defined]
        yield from _schemes(other)


def _parameters(dependant: Any) -> Iterator[tuple[str, str]]:
    for kind in ("path", "query", "header", "cookie", "body"):
        for field in getattr(dependant, f"{kind}_params"):
            info = type(field.field_info).__name__
            yield field.name, {"Form": "form", "File": "file"}.get(info, kind)


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    is_class = inspect.isclass(value) and not hasattr(value, "__origin__")
    return _last(value.__qualname__ if is_class else repr(value))


def _last(text: str) -> str:
    """A type's text without the modules in it, which depend on where it was imported."""
    import re

    return re.sub(r"\b(?:\w+[.:])+(?=\w)", "", text)


def _by_identity(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda r: (r["path"], r["methods"], r["line"], r["name"]))


@contextlib.contextmanager
def _imported(directory: pathlib.Path) -> Iterator[Any]:
    """The app's main module, imported as a server would; everything of it is forgotten after."""
    before = set(sys.modules)
    sys.path.insert(0, str(directory))
    try:
        package = "app.main" if (directory / "app").is_dir() else "main"
        yield importlib.import_module(package)
    finally:
        sys.path.remove(str(directory))
        for name in set(sys.modules) - before:
            path = getattr(sys.modules[name], "__file__", None) or ""
            if str(directory) in path or path == "":
                del sys.modules[name]
