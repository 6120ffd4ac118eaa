"""Serve requests of an application for real, and print as JSON what became of its event loop.

`python -m tests.oracles.event_loop METHOD PATH TIMES`, in the directory of the application
(`app:app`): which calls blocked the loop, which coroutines nobody awaited, what was raised, which
status each answer had, whether passwords were hashed on the loop, how many clients were made.
Every host is the local one, and nobody answers there.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import socket
import sys
import warnings
from collections.abc import Callable
from typing import Any

import bcrypt
import httpcore  # noqa: F401  (httpx imports it with the first client, which blocks where trio is installed)
import httpx
from blockbuster import BlockingError, blockbuster_ctx

Seen = dict[str, Any]


async def served(app: Any, method: str, path: str, times: int) -> Seen:
    """What is seen while *app* serves the same request *times* over."""
    seen: Seen = {"blocked": [], "raised": [], "statuses": []}
    observer = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app),
        base_url="http://app",
        headers={"Authorization": "Bearer token"},
    )
    async with app.router.lifespan_context(app), observer:
        for _ in range(times):
            try:
                answer = await observer.request(method, path)
                seen["statuses"].append(answer.status_code)
            except BlockingError as blocked:
                seen["blocked"].append(str(blocked))
            except Exception as raised:
                seen["raised"].append(f"{type(raised).__name__}: {raised}")
    return seen


def watched(method: str, path: str, times: int) -> Seen:
    """The same for the application in the working directory, with warnings and counts."""
    sys.path.insert(0, os.getcwd())
    setattr(socket, "getaddrinfo", _nobody)  # noqa: B010
    hashed_on_loop: list[bool] = []
    clients: list[str] = []
    setattr(bcrypt, "checkpw", _noting(bcrypt.checkpw, hashed_on_loop, _on_loop))  # noqa: B010
    app = importlib.import_module("app").app
    initialise = _noting(httpx.AsyncClient.__init__, clients, lambda: "client")
    setattr(httpx.AsyncClient, "__init__", initialise)  # noqa: B010
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with blockbuster_ctx():
            seen = asyncio.run(served(app, method, path, times))
        gc.collect()
    messages = [str(warning.message) for warning in caught]
    seen["unawaited"] = [message for message in messages if "never awaited" in message]
    seen["hashed_on_loop"] = hashed_on_loop
    seen["clients"] = len(clients) - 1  # one is the observer's own
    return seen


def _noting(function: Callable[..., Any], notes: list[Any], note: Callable[[], Any]) -> Any:
    def noting(*args: Any, **kwargs: Any) -> Any:
        notes.append(note())
        return function(*args, **kwargs)

    return noting


def _on_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _nobody(*_args: Any, **_kwargs: Any) -> list[Any]:
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 9))]


if __name__ == "__main__":
    print(json.dumps(watched(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
