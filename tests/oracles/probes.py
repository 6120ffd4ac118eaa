"""What the facts look through: a client, a call that may fail, dependencies that leave a trace."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient


def answer(app: Any, path: str = "/", method: str = "GET", **request: Any) -> list[Any]:
    """Status and JSON body of one request; the body is None where it is not JSON."""
    client = TestClient(app, raise_server_exceptions=False)
    response = client.request(method, path, follow_redirects=False, **request)
    try:
        return [response.status_code, response.json()]
    except ValueError:
        return [response.status_code, None]


def status(app: Any, path: str = "/", method: str = "GET", **request: Any) -> int:
    """Status of one request; 500 where the application raised."""
    code: int = answer(app, path, method, **request)[0]
    return code


def error(action: Callable[[], Any]) -> str | None:
    """Type and first line of what an action raises; None where it does not."""
    try:
        action()
    except Exception as raised:
        line = (str(raised).splitlines() or [""])[0]
        return f"{type(raised).__name__}: {line}"
    return None


def kind_of_error(action: Callable[[], Any]) -> str | None:
    """Type of what an action raises; None where it does not."""
    message = error(action)
    return message and message.partition(":")[0]


def tracing(trace: list[str]) -> Callable[[str], Any]:
    """A maker of dependencies that write their name into the trace when they run."""

    def depends_on(name: str) -> Any:
        def dependency() -> str:
            trace.append(name)
            return name

        return Depends(dependency)

    return depends_on


def paths(app: FastAPI) -> list[str]:
    """Every path of the schema, in order: what FastAPI itself calls the effective path."""
    return list(app.openapi()["paths"])


def operation(app: FastAPI, path: str = "/x", method: str = "get") -> dict[str, Any]:
    """One operation of the schema."""
    found: dict[str, Any] = app.openapi()["paths"][path][method]
    return found


def effective_route(app: FastAPI, path: str) -> Any:
    """The effective route of a path: from 0.137 in the tree below `app.routes`."""
    from fastapi import routing

    if walk := getattr(routing, "iter_route_contexts", None):
        return next(route for route in walk(app.routes) if route.path == path)
    if walk := getattr(routing, "_iter_routes_with_context", None):
        contexts = (context or route for route, context in walk(app.routes))
        return next(route for route in contexts if route.path == path)
    return next(route for route in app.routes if getattr(route, "path", None) == path)


def exchange(app: Any, path: str, trace: list[str]) -> list[str]:
    """Serve one GET by hand; the trace gains `start`, `body` and `end` as the response leaves."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "client": ("test", 1),
        "server": ("test", 80),
    }

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            trace.append(f"start {message['status']}")
        elif message.get("more_body"):
            trace.append("chunk")
        else:
            trace.append("end")

    try:
        asyncio.run(app(scope, receive, send))
    except Exception as raised:
        trace.append(f"raises {type(raised).__name__}")
    return trace
