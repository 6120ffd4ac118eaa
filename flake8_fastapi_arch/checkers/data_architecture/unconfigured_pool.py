"""A pool that never checks its connections hands out dead ones after a restart of the database.

Servers, proxies and firewalls close connections that idle. The pool does not notice, lends the dead
connection to the next request, and that request fails, once for every connection in the pool.
``pool_pre_ping=True`` asks each connection for a sign of life before it is lent; ``pool_recycle``
replaces old ones.

Bad:

```python title="db.py"
from sqlalchemy import create_engine

engine = create_engine("postgresql://shop@db/shop")  # FAA222
```

Good:

```python title="db.py"
from sqlalchemy import create_engine

engine = create_engine("postgresql://shop@db/shop", pool_pre_ping=True)
```

Silent about SQLite and addresses that cannot be read, engines that are given a pool, its size or
other arguments that cannot be read, and about tests, scripts and migrations.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Module
from flake8_fastapi_arch.project.data.engines import schemes
from flake8_fastapi_arch.project.data.sessions import is_beside_the_application

_SERVERS = ("postgresql", "postgres", "mysql", "mariadb", "oracle", "mssql")
_MAKERS = ("sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine")


@checker(
    code="FAA222",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="the pool of this engine lends dead connections; pass `pool_pre_ping=True`",
    advice="Pass `pool_pre_ping=True` to `{function}`, and a pool size that fits the server.",
)
def unconfigured_pool(module: Module, context: Context) -> Iterator[Match]:
    if is_beside_the_application(module):
        return
    project = context.project
    for maker in _MAKERS:
        for call, scope in project.calls_of(module, maker):
            url = call.args[0] if call.args else call.keyword("url")
            if url is None or call.is_spread or _has_pool(call):
                continue
            found = schemes(url, scope, project.names, project.types)
            if found and all(scheme.startswith(_SERVERS) for scheme in found):
                yield at(call, anchor="", function=maker.rpartition(".")[2])


def _has_pool(call: Call) -> bool:
    """Whether *call* says anything about the pool."""
    return any((k.arg or "").startswith("pool") or k.arg == "creator" for k in call.keywords)
