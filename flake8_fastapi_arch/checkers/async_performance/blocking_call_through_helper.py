'''A helper that blocks, called by a coroutine, stalls every other request.

Half of all blocking calls that a request can reach lie two or more calls away from the coroutine:
the handler looks innocent, and so does each function on the way. What decides is whether the chain
runs on the event loop. The finding stands at the call that leaves the coroutine, one for each
helper that blocks, at the first call that leads to it.

Bad:

```python title="billing.py"
import requests


class Gateway:
    def __init__(self) -> None:
        self.client = requests.Session()

    def charge(self, amount: int) -> bool:
        return self._post({"amount": amount})

    def _post(self, body: dict[str, int]) -> bool:
        return self.client.post("https://pay.example/charges", json=body, timeout=5).ok


gateway = Gateway()


def get_gateway() -> Gateway:
    return gateway
```

```python title="app.py"
from typing import Annotated

from billing import Gateway, get_gateway
from fastapi import Depends, FastAPI

app = FastAPI()


@app.put("/orders/{order_id}/payment")
async def pay(order_id: int, gateway: Annotated[Gateway, Depends(get_gateway)]) -> bool:
    """Charge the order."""
    return gateway.charge(order_id)  # FAA402
```

Good:

```python title="app.py"
from typing import Annotated

from billing import Gateway, get_gateway
from fastapi import Depends, FastAPI
from fastapi.concurrency import run_in_threadpool

app = FastAPI()


@app.put("/orders/{order_id}/payment")
async def pay(order_id: int, gateway: Annotated[Gateway, Depends(get_gateway)]) -> bool:
    """Charge the order."""
    return await run_in_threadpool(gateway.charge, order_id)
```

Silent where a link of the chain cannot be resolved from the sources, for chains that no request
reaches, and for what happens with the first request alone. Database sessions are FAA403.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.flow.blocking import waits
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


@checker(
    code="FAA402",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{caller}` blocks the event loop in {chain}{more}",
    advice="Keep {chain}{more} off the event loop of `{caller}`: await an asynchronous client, or "
    "hand the call to a thread.",
)
def blocking_call_through_helper(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    by_cause: dict[tuple[FunctionSymbol, str], list[tuple[Site, Chain]]] = {}
    for site, chain in context.project.blocking.calls(symbol, waits):
        if chain.steps:
            cause = chain.steps[-1].function, chain.effect.name
            by_cause.setdefault(cause, []).append((site, chain))
    for (site, chain), *others in by_cause.values():
        yield at(
            site,
            related=context.related(chain),
            anchor=chain.effect.name,
            caller=function.name,
            chain=" -> ".join(f"`{name}`" for name in chain.names),
            more=f" and {len(others)} more" if others else "",
        )
