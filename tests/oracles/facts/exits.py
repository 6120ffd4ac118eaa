"""Exits: when a generator dependency ends, against response and background tasks"""

from collections.abc import Iterator
from typing import Any

from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, WebSocket
from fastapi.responses import StreamingResponse
from fastapi.testclient import TestClient

from tests.oracles.probes import exchange, kind_of_error
from tests.oracles.settle import fact


def _session(trace: list[str], name: str = "session") -> Any:
    def session() -> Iterator[str]:
        trace.append(f"{name} opens")
        try:
            yield name
        except BaseException as raised:
            trace.append(f"{name} sees {type(raised).__name__}")
            raise
        finally:
            trace.append(f"{name} closes")

    return session


_AFTER = ["session opens", "handler", "start 200", "end", "session closes"]
_BEFORE = ["session opens", "handler", "session closes", "start 200", "end"]


@fact(_AFTER, since={"0.106.0": _BEFORE, "0.118.0": _AFTER})
def plain_response() -> Any:
    """The exit code runs after the response was sent; 0.106 to 0.117 before it starts; then
    after it again."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(it: str = Depends(_session(trace))) -> None:
        trace.append("handler")

    return exchange(app, "/x", trace)


@fact(
    ["session opens", "start 200", "chunk", "end", "session closes"],
    since={
        "0.106.0": ["session opens", "session closes", "start 200", "chunk", "end"],
        "0.118.0": ["session opens", "start 200", "chunk", "end", "session closes"],
    },
)
def streaming_response() -> Any:
    """Under a StreamingResponse the session is open while the body streams, except 0.106 to
    0.117, where it is closed before the first byte."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(it: str = Depends(_session(trace))) -> StreamingResponse:
        return StreamingResponse(iter([b"chunk"]))

    return exchange(app, "/x", trace)


_TASK_INSIDE = ["session opens", "start 200", "end", "task", "session closes"]


@fact(
    _TASK_INSIDE,
    since={
        "0.106.0": ["session opens", "session closes", "start 200", "end", "task"],
        "0.118.0": _TASK_INSIDE,
    },
)
def background_task() -> Any:
    """A background task runs before the exit code, except 0.106 to 0.117, where the session is
    closed when the task starts."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(tasks: BackgroundTasks, it: str = Depends(_session(trace))) -> None:
        tasks.add_task(trace.append, "task")

    return exchange(app, "/x", trace)


@fact(since={"0.121.0": ["session opens", "session closes", "start 200", "end", "task"]})
def function_scope_and_background_task() -> Any:
    """`Depends(…, scope="function")` ends before the response starts, before background tasks."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(
        tasks: BackgroundTasks,
        it: str = Depends(_session(trace), scope="function"),
    ) -> None:
        tasks.add_task(trace.append, "task")

    return exchange(app, "/x", trace)


@fact(since={"0.121.0": ["session opens", "session closes", "start 200", "chunk", "end"]})
def function_scope_and_streaming() -> Any:
    """… and before the body of a StreamingResponse."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(it: str = Depends(_session(trace), scope="function")) -> StreamingResponse:
        return StreamingResponse(iter([b"chunk"]))

    return exchange(app, "/x", trace)


@fact(since={"0.121.0": "DependencyScopeError"})
def request_scope_on_function_scope() -> Any:
    """A generator of request scope that needs one of function scope raises at the decorator."""

    def inner() -> Iterator[int]:
        yield 1

    def outer(it: int = Depends(inner, scope="function")) -> Iterator[int]:
        yield it

    return kind_of_error(
        lambda: FastAPI().get("/x", dependencies=[Depends(outer, scope="request")])(lambda: None)
    )


@fact(["a opens", "b opens", "b closes", "a closes"])
def exits_in_reverse() -> Any:
    """Generators end in reverse order of their start."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(
        a: str = Depends(_session(trace, "a")), b: str = Depends(_session(trace, "b"))
    ) -> None: ...

    return [line for line in exchange(app, "/x", trace) if line[0] in "ab"]


@fact(["session opens", "session sees HTTPException", "session closes", "start 404", "end"])
def handler_raises_http_exception() -> Any:
    """An HTTPException of the handler passes through the `yield`; the answer follows the exit."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(it: str = Depends(_session(trace))) -> None:
        raise HTTPException(404)

    return exchange(app, "/x", trace)


@fact(
    ["session opens", "session sees ValueError", "session closes", "start 500", "end",
     "raises ValueError"]
)  # fmt: skip
def handler_raises_other() -> Any:
    """Any other exception passes through the `yield` too, and leaves as 500."""
    trace: list[str] = []
    app = FastAPI()

    @app.get("/x")
    def handler(it: str = Depends(_session(trace))) -> None:
        raise ValueError

    return exchange(app, "/x", trace)


@fact(
    ["start 500", "end", "raises ValueError"],
    since={"0.110.0": ["start 500", "end", "raises FastAPIError"]},
)
def exception_swallowed() -> Any:
    """A generator dependency that swallows the handler's exception cannot save the request: 500."""
    app, trace = FastAPI(), []

    def swallows() -> Iterator[None]:
        try:
            yield
        except ValueError:
            pass

    @app.get("/x")
    def handler(it: None = Depends(swallows)) -> None:
        raise ValueError

    return exchange(app, "/x", trace)


_TOO_LATE = ["start 200", "end", "raises RuntimeError"]


@fact(_TOO_LATE, since={"0.106.0": ["start 418", "end"], "0.118.0": _TOO_LATE})
def raise_after_yield() -> Any:
    """`raise HTTPException` in the exit code, after a handler that succeeded: too late, the client
    has its 200; only 0.106 to 0.117 answer with the exception."""
    app, trace = FastAPI(), []

    def refuses() -> Iterator[None]:
        yield
        raise HTTPException(418)

    @app.get("/x")
    def handler(it: None = Depends(refuses)) -> None: ...

    return exchange(app, "/x", trace)


@fact(["start 418", "end"])
def raise_in_except_after_yield() -> Any:
    """`except ValueError: raise HTTPException(418)` around the `yield`."""
    app, trace = FastAPI(), []

    def translates() -> Iterator[None]:
        try:
            yield
        except ValueError as raised:
            raise HTTPException(418) from raised

    @app.get("/x")
    def handler(it: None = Depends(translates)) -> None:
        raise ValueError

    return exchange(app, "/x", trace)


_COMMIT_LOST = ["start 200", "end", "raises ValueError"]


@fact(
    _COMMIT_LOST,
    since={"0.106.0": ["start 500", "end", "raises ValueError"], "0.118.0": _COMMIT_LOST},
)
def commit_in_exit() -> Any:
    """A commit after `yield` that fails: the client was told 200 already; only 0.106 to 0.117
    answer 500. So from 0.118 a commit belongs in the handler, or under `scope="function"`."""
    app, trace = FastAPI(), []

    def session() -> Iterator[None]:
        yield
        raise ValueError("commit failed")

    @app.get("/x")
    def handler(it: None = Depends(session)) -> None: ...

    return exchange(app, "/x", trace)


@fact(["session opens", "accept", "session closes"])
def websocket_session() -> Any:
    """In a WebSocket handler the session is open until the handler ends."""
    trace: list[str] = []
    app = FastAPI()

    @app.websocket("/x")
    async def handler(socket: WebSocket, it: str = Depends(_session(trace))) -> None:
        await socket.accept()
        trace.append("accept")
        await socket.close()

    with TestClient(app).websocket_connect("/x"):
        pass
    return trace


@fact(since={"0.121.0": ["start 500", "end", "raises ValueError"]})
def commit_in_exit_of_function_scope() -> Any:
    """A failing commit after the `yield` of a dependency with `scope="function"` answers 500."""
    app, trace = FastAPI(), []

    def session() -> Iterator[None]:
        yield
        raise ValueError("commit failed")

    @app.get("/x")
    def handler(it: None = Depends(session, scope="function")) -> None: ...

    return exchange(app, "/x", trace)
