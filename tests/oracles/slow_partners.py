"""Serve requests of an application whose partners are slow, and print as JSON what was seen.

`python -m tests.oracles.slow_partners METHOD PATH TIMES LIMIT`, in the directory of the application
(`app:app`): in which order answers left and mail was sent, how many requests to partners were under
way at once, what was raised, how many threads pools started, which requests took longer than LIMIT
seconds. An HTTP partner of `httpx` takes a moment and sends an empty object, so does the mail
server; whoever opens a connection himself gets one on which nobody ever answers.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import socket
import sys
import threading
from typing import Any

import aiosmtplib
import httpx

MOMENT = 0.05

Seen = dict[str, Any]


def watched(method: str, path: str, times: int, limit: float) -> Seen:
    """What is seen while the application in the working directory serves the request."""
    seen: Seen = {"events": [], "at_once": 0, "raised": [], "endless": 0, "pool_threads": 0}
    sys.path.insert(0, os.getcwd())
    _slow_down(seen)
    app = importlib.import_module("app").app
    asyncio.run(_serve(app, method, path, times, limit, seen))
    return seen


def _slow_down(seen: Seen) -> None:
    under_way = 0

    async def answer(_self: Any, _request: httpx.Request) -> httpx.Response:
        nonlocal under_way
        under_way += 1
        seen["at_once"] = max(seen["at_once"], under_way)
        await asyncio.sleep(MOMENT)
        under_way -= 1
        return httpx.Response(200, json={})

    async def send(*_args: Any, **_kwargs: Any) -> None:
        await asyncio.sleep(MOMENT)
        seen["events"].append("sent")

    silent = socket.create_server(("127.0.0.1", 0))
    address = silent.getsockname()
    start = threading.Thread.start

    def starting(thread: threading.Thread) -> None:
        seen["pool_threads"] += thread.name.startswith("ThreadPoolExecutor")
        start(thread)

    def resolve(*_args: Any, **_kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", address)]

    for owner, name, substitute in (
        (httpx.AsyncHTTPTransport, "handle_async_request", answer),
        (aiosmtplib, "send", send),
        (socket, "getaddrinfo", resolve),
        (threading.Thread, "start", starting),
    ):
        setattr(owner, name, substitute)
    seen["_silent"] = silent  # open for as long as somebody looks


async def _serve(app: Any, method: str, path: str, times: int, limit: float, seen: Seen) -> None:
    async def noting_app(scope: Any, receive: Any, send: Any) -> None:
        async def noting(message: Any) -> None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                seen["events"].append("answered")
            await send(message)

        await app(scope, receive, noting)

    transport = httpx.ASGITransport(app=noting_app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as observer:
        for _ in range(times):
            request = asyncio.ensure_future(observer.request(method, path))
            done, _ = await asyncio.wait([request], timeout=limit)
            if not done:
                seen["endless"] += 1
                return _finish(seen)  # its thread would hold up the end as well
            if error := request.exception():
                seen["raised"].append(f"{type(error).__name__}: {error}")


def _finish(seen: Seen) -> None:
    seen.pop("_silent", None)
    print(json.dumps(seen), flush=True)
    os._exit(0)


if __name__ == "__main__":
    _finish(watched(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
