'''A blocking call on the event loop stalls every other request.

The event loop runs one coroutine at a time. While this one sleeps, or waits for a socket in a
library that knows nothing of ``await``, no other request makes progress: one slow partner makes
the whole service slow. FastAPI runs plain ``def`` handlers and dependencies in a thread pool, where
blocking is harmless.

Bad:

```python title="app.py"
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    answer = requests.get("https://rates.example/today", timeout=5)  # FAA401
    return answer.json()
```

Good:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(timeout=5) as client:
        app.state.client = client
        yield


app = FastAPI(lifespan=lifespan)


def http_client(request: Request) -> httpx.AsyncClient:
    return request.app.state.client


@app.get("/rates")
async def read_rates(
    client: Annotated[httpx.AsyncClient, Depends(http_client)],
) -> dict[str, float]:
    """The exchange rates of today."""
    answer = await client.get("https://rates.example/today")
    return answer.json()
```

Silent about ``def`` handlers and dependencies, functions that no request reaches, callables handed
to ``asyncio.to_thread``, ``run_in_threadpool`` or an executor, and receivers whose type the sources
do not tell. Database sessions are FAA403, calls through helpers FAA402, files FAA405.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.blocking import waits


@checker(
    code="FAA401",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` blocks the event loop; {instead}",
    advice="Do not block the event loop with `{call}`: {instead}.",
)
def blocking_call_in_async(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    for site, chain in project.blocking.calls(context.symbol(function), waits):
        if not chain.steps:
            call = chain.effect.name
            twin = project.libraries.instead(call)
            thread = "" if twin and "thread" in twin else "use a thread"
            ways = [way for way in (f"await `{twin}`" if twin else "", thread) if way]
            yield at(site, anchor=call, call=call, instead=" or ".join(ways))
