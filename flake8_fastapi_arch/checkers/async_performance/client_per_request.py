'''A client made for each request connects anew each time.

``httpx.AsyncClient``, ``aiohttp.ClientSession`` and the clients of cloud and model APIs
hold a pool of connections. Made in a handler or a per-request dependency, the pool serves one
request: a TCP and TLS handshake each time, certificates loaded each time, and under load no free
ports.

Bad:

```python title="app.py"
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    async with httpx.AsyncClient(timeout=5) as client:  # FAA408
        answer = await client.get("https://rates.example/today")
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

Silent about clients made at start-up or kept (module level, ``app.state``, a cached factory, an
attribute filled on first use), about what renews a token or the like where it has run out, about
clients whose arguments come with the request (a user's key or proxy), those of a worker that uses
one in a ``while`` loop, SQLite, SSH, and functions that no request reaches.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function, Module, Name, While, With
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

_ROLES = ("http-client", "client")  # those of databases are FAA216
_NOT_SHARED = ("sqlite3.", "aiosqlite.", "paramiko.")  # no server, or one session a user
_EACH_CALL_TAKES = frozenset({"auth", "base_url", "cookies", "headers", "params", "timeout"})


@checker(
    code="FAA408",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{function}` makes `{client}` for each request; share one",
    advice="Make `{client}` once, in the lifespan, and hand it to `{function}` with `Depends`.",
)
def client_per_request(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if context.project.application.is_only_for_websockets(function):
        return
    for site, client in context.project.lifetimes.made_per_request(symbol, *_ROLES):
        if (
            not client.startswith(_NOT_SHARED)
            and not _depends_on_the_request(site, client)
            and not _is_of_a_worker(site, symbol, context)
        ):
            yield at(site, anchor=client, function=function.name, client=client)


def _depends_on_the_request(site: Site, client: str) -> bool:
    """Whether the client is made from what the function got or found out: it may serve this
    request alone. What an HTTP client takes with each call as well does not count."""
    is_http = client.startswith(("httpx", "aiohttp.", "requests."))
    given = [k.value for k in site.call.keywords if not (is_http and k.arg in _EACH_CALL_TAKES)]
    return any(
        isinstance(node, Name) and _is_local(node, site.scope)
        for value in (site.call.func, *site.call.args, *given)
        for node in walk(value)
    )


def _is_of_a_worker(site: Site, symbol: FunctionSymbol, context: Context) -> bool:
    """Whether the client serves all requests of a worker: only a ``while`` loop uses it, in a
    function that nobody calls, but that runs in the background."""
    effects = context.project.effects
    if symbol in effects.roots or effects.callers(symbol):
        return False
    around = site.parent
    if not isinstance(around, With):
        return False
    target = next((item.target for item in around.items if item.context is site.call), None)
    return isinstance(target, Name) and all(
        isinstance(statement, While)
        or not any(isinstance(n, Name) and n.id == target.id for n in walk(statement))
        for statement in around.body
    )


def _is_local(name: Name, scope: Scope) -> bool:
    """Whether *name* is a function's variable, and not one that an import in it binds."""
    found = scope.find(name.id)
    if found is None or isinstance(found[0].owner, Module):
        return False
    return any(binding.kind not in ("import", "class", "function") for binding in found[1])
