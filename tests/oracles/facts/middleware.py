"""Middleware: what wraps what"""

from typing import Any

from fastapi import FastAPI, HTTPException, Request, WebSocket
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware

from tests.oracles.probes import kind_of_error, status
from tests.oracles.settle import fact

ORIGIN = {"origin": "https://a.example"}


class Traced:
    def __init__(self, app: Any, trace: list[str], name: str) -> None:
        self.app, self.trace, self.name = app, trace, name

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.trace.append(self.name)
        await self.app(scope, receive, send)


@fact(["third", "second", "first", "list 1", "list 2"])
def order_of_middleware() -> Any:
    """The middleware added last is outermost; `middleware=[…]` keeps the order of the list, first
    outermost, and lies inside all that is added later."""
    trace: list[str] = []
    listed = [Middleware(Traced, trace=trace, name=name) for name in ("list 1", "list 2")]
    app = FastAPI(middleware=listed)
    app.get("/x")(lambda: None)
    app.add_middleware(Traced, trace=trace, name="first")

    @app.middleware("http")
    async def second(request: Request, call_next: Any) -> Any:
        trace.append("second")
        return await call_next(request)

    app.add_middleware(Traced, trace=trace, name="third")
    status(app, "/x")
    return trace


def _allowed(app: FastAPI, path: str) -> bool:
    client = TestClient(app, raise_server_exceptions=False)
    return "access-control-allow-origin" in client.get(path, headers=ORIGIN).headers


def _app(cors_first: bool, refuse: Any) -> FastAPI:
    app = FastAPI()

    @app.get("/x")
    def fine() -> None: ...

    @app.get("/404")
    def missing() -> None:
        raise HTTPException(404)

    @app.get("/500")
    def broken() -> None:
        raise ValueError

    if cors_first:
        app.add_middleware(CORSMiddleware, allow_origins=["*"])
    refuse(app)
    if not cors_first:
        app.add_middleware(CORSMiddleware, allow_origins=["*"])
    return app


def _refusing_middleware(app: FastAPI) -> None:
    @app.middleware("http")
    async def refuse(request: Request, call_next: Any) -> Any:
        if "refuse" in request.url.query:
            return JSONResponse({}, 401)
        return await call_next(request)


@fact({"added last (outermost)": True, "added first (innermost)": False})
def cors_on_short_circuit() -> Any:
    """The answer of a middleware that refuses by itself has CORS headers only if CORSMiddleware
    lies outside of it: added after it."""
    return {
        "added last (outermost)": _allowed(_app(False, _refusing_middleware), "/x?refuse"),
        "added first (innermost)": _allowed(_app(True, _refusing_middleware), "/x?refuse"),
    }


@fact({"/x": True, "/404": True, "/nowhere": True, "/500": False})
def cors_on_errors() -> Any:
    """HTTPException and 404 carry CORS headers; an unhandled exception (500) never does: its
    answer is made outside all middleware."""
    app = _app(False, lambda app: None)
    return {path: _allowed(app, path) for path in ("/x", "/404", "/nowhere", "/500")}


@fact([False, True])
def cors_on_handled_exceptions() -> Any:
    """`exception_handler(Exception)` answers outside the middleware (no CORS headers); a handler
    of a named class (`ValueError`) inside."""

    def app_with(kind: type[Exception]) -> FastAPI:
        app = _app(False, lambda app: None)

        @app.exception_handler(kind)
        async def handler(request: Request, raised: Exception) -> JSONResponse:
            return JSONResponse({}, 500)

        return app

    return [_allowed(app_with(kind), "/500") for kind in (Exception, ValueError)]


@fact([200, 401])
def preflight_meets_middleware() -> Any:
    """A preflight OPTIONS is answered by an outer CORSMiddleware; an auth middleware outside of it
    sees (and refuses) it first."""

    def guard(app: FastAPI) -> None:
        @app.middleware("http")
        async def refuse(request: Request, call_next: Any) -> Any:
            return JSONResponse({}, 401)

    headers = {**ORIGIN, "access-control-request-method": "GET"}
    return [
        status(_app(cors_first, guard), "/x", "OPTIONS", headers=headers)
        for cors_first in (False, True)
    ]


@fact(["https://a.example", "true"])
def cors_star_with_credentials() -> Any:
    """`allow_origins=["*"]` with `allow_credentials=True`: any origin is echoed once the request
    has a cookie."""
    app = FastAPI()
    app.get("/x")(lambda: None)
    app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
    headers = TestClient(app).get("/x", headers={**ORIGIN, "cookie": "a=b"}).headers
    names = ("access-control-allow-origin", "access-control-allow-credentials")
    return [headers[name] for name in names]


@fact([[], ["outer"]])
def middleware_and_mounts() -> Any:
    """Middleware of the outer app wraps mounted apps; that of a mounted app only itself."""
    trace: list[str] = []
    app, sub = FastAPI(), FastAPI()
    app.get("/x")(lambda: None)
    sub.get("/x")(lambda: None)
    app.mount("/sub", sub)
    sub.add_middleware(Traced, trace=trace, name="sub")
    status(app, "/x")
    outside = list(trace)
    app.middleware_stack = None
    app.user_middleware.append(Middleware(Traced, trace=trace, name="outer"))
    status(app, "/sub/x")
    return [outside, trace[:1]]


@fact("RuntimeError")
def middleware_after_start() -> Any:
    """`add_middleware` after the first request raises."""
    app = FastAPI()
    app.get("/x")(lambda: None)
    status(app, "/x")
    return kind_of_error(lambda: app.add_middleware(TrustedHostMiddleware, allowed_hosts=["*"]))


@fact([])
def http_middleware_and_websockets() -> Any:
    """`@app.middleware("http")` sees no WebSocket."""
    seen: list[str] = []
    app = FastAPI()

    @app.middleware("http")
    async def watch(request: Request, call_next: Any) -> Any:
        seen.append(request.url.path)
        return await call_next(request)

    @app.websocket("/ws")
    async def handler(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    with TestClient(app).websocket_connect("/ws"):
        pass
    return seen


@fact(500)
def http_exception_in_middleware() -> Any:
    """`raise HTTPException` in a middleware is not handled: 500."""
    app = FastAPI()
    app.get("/x")(lambda: None)

    @app.middleware("http")
    async def refuse(request: Request, call_next: Any) -> Any:
        raise HTTPException(401)

    return status(app, "/x")


@fact([404, 500])
def handlers_of_a_middleware() -> Any:
    """An `ExceptionMiddleware` that is added answers the exceptions that its `handlers` name, as
    exception handlers of the app do; all others pass."""

    def answer(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({}, status_code=404)

    app = FastAPI()
    app.add_middleware(ExceptionMiddleware, handlers={LookupError: answer})

    @app.get("/{kind}")
    def fail(kind: str) -> None:
        raise {"lookup": KeyError, "other": ZeroDivisionError}[kind]

    return [status(app, "/lookup"), status(app, "/other")]
