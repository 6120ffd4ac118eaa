'''``TestClient`` in an asynchronous test that shares a connection with the application.

``TestClient`` runs the application on an event loop of its own, in another thread. A session, a
connection or a lock that the test has made on *its* loop belongs to that loop: used by the
application it fails with "attached to a different loop", or hangs. While the request is served, the
test's own loop stands still.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def read_books() -> list[str]:
    """The titles of all books."""
    return ["Emma"]
```

```python title="test_app.py"
from collections.abc import AsyncIterator

import pytest
from app import app
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


@pytest.fixture
async def session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def test_all_books(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
    assert TestClient(app).get("/books").json() == ["Emma"]  # FAA608
```

Good:

```python title="test_app.py"
from collections.abc import AsyncIterator

import pytest
from app import app
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


@pytest.fixture
async def session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


async def test_all_books(session: AsyncSession) -> None:
    await session.execute(text("SELECT 1"))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/books")).json() == ["Emma"]
```

Silent in tests that await nothing of the kind: an asynchronous session or connection, or what an
asynchronous fixture gives.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Await, Call, Function, Name
from flake8_fastapi_arch.facts.walk import own_nodes

_ON_A_LOOP = (
    "sqlalchemy.ext.asyncio.AsyncSession", "sqlalchemy.ext.asyncio.AsyncConnection",
    "sqlalchemy.ext.asyncio.AsyncEngine", "sqlmodel.ext.asyncio.session.AsyncSession",
    "asyncpg.Connection", "asyncpg.pool.Pool", "aiosqlite.Connection", "redis.asyncio.Redis",
    "motor.motor_asyncio.AsyncIOMotorClient", "motor.motor_asyncio.AsyncIOMotorDatabase",
)  # fmt: skip


@checker(
    code="FAA608",
    subject=Function,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`TestClient` runs the app on another loop than `{resource}`; use `AsyncClient`",
    advice="Send the request with `httpx.AsyncClient` and `ASGITransport`, on the loop that "
    "`{resource}` belongs to.",
)
def sync_client_in_async_test(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    if not function.is_async or context.module not in project.fixtures.tests:
        return
    requests = [
        request
        for request in project.test_requests.of(context.module)
        if request.scope.owner is function
        and request.client is not None
        and request.client.kind == "sync"
    ]
    resource = _awaited(function, context) if requests else None
    if resource is not None:
        yield at(requests[0].call, anchor="", resource=resource)


def _awaited(function: Function, context: Context) -> str | None:
    """The name of something that *function* awaits and that belongs to its event loop."""
    project = context.project
    scope = project.names.scope_of(context.module, function)
    parameters = {parameter.name for parameter in function.parameters}
    for node in own_nodes(function):
        match node:
            case Await(value=Call(func=Attribute(value=Name(id=name) as owner))):
                if any(project.types.is_a(v, *_ON_A_LOOP) for v in project.types.of(owner, scope)):
                    return name
                if name in parameters and _is_connection(name, context):
                    return name
    return None


def _is_connection(name: str, context: Context) -> bool:
    """Whether an asynchronous fixture gives *name*, and it is called what sessions are called."""
    fixtures = context.project.fixtures.named(name, context.module)
    is_async = any(isinstance(f.node, Function) and f.node.is_async for f in fixtures)
    return is_async and name.strip("_").removeprefix("async_").removeprefix("db_") in (
        "session", "db", "conn", "connection", "pool", "redis", "engine",
    )  # fmt: skip
