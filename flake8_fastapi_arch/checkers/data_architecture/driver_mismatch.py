"""An engine cannot use a driver of the other kind.

``create_async_engine`` with ``postgresql://`` picks psycopg2 and raises when it is called;
``create_engine`` with ``postgresql+asyncpg://`` builds, and raises ``MissingGreenlet`` at the first
query.

Bad:

```python title="db.py"
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite:///shop.db")  # FAA221
```

Good:

```python title="db.py"
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///shop.db")
```

Silent where the URL, or the part of it that names the driver, is not a literal, a constant or the
default of a setting, and about drivers that are both, such as psycopg.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Module
from flake8_fastapi_arch.project.data.engines import schemes
from flake8_fastapi_arch.project.modules.scopes import Scope

_ASYNC = frozenset(
    {"asyncpg", "aiosqlite", "aiomysql", "asyncmy", "aioodbc", "oracledb_async", "psycopg_async"}
)
_SYNC = frozenset(
    {
        "postgresql", "postgresql+psycopg2", "postgresql+pg8000", "sqlite", "sqlite+pysqlite",
        "mysql", "mysql+pymysql", "mysql+mysqldb", "mysql+mysqlconnector", "mariadb",
        "mariadb+pymysql", "mssql", "mssql+pyodbc", "mssql+pymssql", "oracle", "oracle+cx_oracle",
    }
)  # fmt: skip


@checker(
    code="FAA221",
    subject=Module,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{function}` cannot use `{scheme}`, {kind} driver",
    advice="Name a driver that `{function}` can use in the URL: `{scheme}` is {kind} one.",
)
def driver_mismatch(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    for call, scope in project.calls_of(module, "sqlalchemy.ext.asyncio.create_async_engine"):
        found = _schemes(call, scope, context)
        if found and found <= _SYNC:
            yield at(call, function="create_async_engine", scheme=min(found), kind="a synchronous")
    for call, scope in project.calls_of(module, "sqlalchemy.create_engine"):
        found = _schemes(call, scope, context)
        if found and all(scheme.partition("+")[2] in _ASYNC for scheme in found):
            yield at(call, function="create_engine", scheme=min(found), kind="an asynchronous")


def _schemes(call: Call, scope: Scope, context: Context) -> frozenset[str] | None:
    url = call.args[0] if call.args else call.keyword("url")
    if url is None:
        return None
    return schemes(url, scope, context.project.names, context.project.types)
