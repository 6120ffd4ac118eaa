"""A start-up handler where a lifespan belongs.

``on_event`` is deprecated: start-up and shutdown lie in two functions that share their resources
through globals, and once the app gets a lifespan, its handlers silently stop running. A lifespan is
one function: what it opens before the ``yield`` it closes after it.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()
prices: dict[str, int] = {}


@app.on_event("startup")  # FAA124
def load_prices() -> None:
    prices["emma"] = 12
```

Good:

```python title="app.py"
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.prices = {"emma": 12}
    yield


app = FastAPI(lifespan=lifespan)
```

Silent about methods of that name of other classes, and in tests. Handlers that never run because
the app has a lifespan are FAA123.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Constant, Module
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.startup.fastapi_model import APPS, ROUTERS


@checker(
    code="FAA124",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message='`{handler}("{event}")` is deprecated; write a lifespan',
    advice="Open and close what the app needs in one lifespan function instead of `{handler}`.",
)
def deprecated_startup_handler(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    types = context.project.types
    for call, scope in context.project.names.scopes(module).calls_named("on_event"):
        match call.func, call.args:
            case Attribute(
                value=receiver,
            ), (Constant(value=str() as event),):
                if any(types.is_a(v, *APPS, *ROUTERS) for v in types.of(receiver, scope)):
                    yield at(call, handler=text(call.func), event=event)
