'''Long computing on the event loop stalls every other request.

``await`` gives way only where somebody is waited for. Hashing a password takes a quarter of a
second by design; making a thumbnail, reading a spreadsheet, unpacking an archive or running a model
takes as long as it takes. In a coroutine nobody else is served meanwhile.

Bad:

```python title="passwords.py"
import bcrypt


def matches(password: str, hashed: bytes) -> bool:
    return bcrypt.checkpw(password.encode(), hashed)
```

```python title="app.py"
from fastapi import FastAPI
from passwords import matches

app = FastAPI()
HASHED = b"$2b$12$K1lVYwHt3Sdpx1fqMvBgBuJgZ0Ckhrpu1nLb8oUQjV2Wm9nGqS5bq"


@app.post("/logins", status_code=204)
async def log_in(password: str) -> None:
    """Tell whether the password is right."""
    print(matches(password, HASHED))  # FAA404
```

Good:

```python title="app.py"
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from passwords import matches

app = FastAPI()
HASHED = b"$2b$12$K1lVYwHt3Sdpx1fqMvBgBuJgZ0Ckhrpu1nLb8oUQjV2Wm9nGqS5bq"


@app.post("/logins", status_code=204)
async def log_in(password: str) -> None:
    """Tell whether the password is right."""
    print(await run_in_threadpool(matches, password, HASHED))
```

One finding a function, at its first call, with the count; calls through helpers count.

Silent about ``def`` handlers, what is handed to a thread or process, cheap hashes (``sha256`` of a
short text), texts that are written into an archive, what only the first request pays for (a cached
function, a model loaded into a module's variable), and receivers whose type the sources do not
tell.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.blocking import computes


@checker(
    code="FAA404",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{caller}` computes on the event loop: {chain}{more}",
    advice="Keep {chain}{more} off the event loop of `{caller}`: make it a plain `def`, or hand "
    "the work to a thread or process.",
)
def cpu_work_in_async(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    found = [*context.project.blocking.calls(symbol, computes)]
    if found:
        site, chain = found[0]
        yield at(
            site,
            related=context.related(chain),
            anchor="",
            caller=function.name,
            chain=" -> ".join(f"`{name}`" for name in chain.names),
            more=f" and {len(found) - 1} more" if len(found) > 1 else "",
        )
