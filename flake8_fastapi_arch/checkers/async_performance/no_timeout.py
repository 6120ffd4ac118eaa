'''A wait without an end holds its thread for as long as the partner likes.

``requests`` waits for ever by default, and so do ``urlopen``, ``smtplib`` and plain sockets. One
partner that accepts connections and then says nothing takes a thread, or the event loop, with each
request, until none is left. ``timeout=None`` switches the limit off where the library has one.

Bad:

```python title="app.py"
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    return requests.get("https://rates.example/today").json()  # FAA414
```

Good:

```python title="app.py"
import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
def read_rates() -> dict[str, float]:
    """The exchange rates of today."""
    return requests.get("https://rates.example/today", timeout=5).json()
```

Silent about functions that no request reaches, calls that may pass a timeout (``**options``, a
variable), ``timeout=None`` where one request is awaited that is meant to last, sessions with
adapters of the project's own, classes below ``requests.Session``, and programs that set
``socket.setdefaulttimeout``.
'''

from __future__ import annotations

import itertools
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Function
from flake8_fastapi_arch.facts.walk import dotted
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.inference.types import Bound
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_NETWORK = frozenset({"network", "mail"})
_POSITIONS = {  # of the timeout, where it can be passed without its name
    "urllib.request.urlopen": 2,
    "http.client.HTTPConnection": 2,
    "http.client.HTTPSConnection": 2,
    "socket.create_connection": 1,
    "smtplib.SMTP": 3,
    "smtplib.SMTP_SSL": 3,
    "ftplib.FTP": 4,
    "ftplib.FTP_TLS": 4,
}


@checker(
    code="FAA414",
    subject=Function,
    pattern="sync-in-async",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` may wait for ever; pass `{keyword}=`",
    advice="Pass `{keyword}=` to `{call}`, so that a silent partner does not hold the request.",
)
def no_timeout(function: Function, context: Context) -> Iterator[Match]:
    symbol, effects = context.symbol(function), context.project.effects
    if not effects.serves(symbol):
        return
    calls = effects.library_calls(symbol)
    limited = (sites for name, sites in calls.items() if context.project.libraries.timeout(name))
    for site in dict.fromkeys(itertools.chain(*limited)):
        for name in effects.targets(site).libraries:
            keyword = _missing(site, name, context)
            if keyword is not None and not _is_limited_elsewhere(site, name, context):
                yield at(site, anchor=name, call=name, keyword=keyword)
                break


def _missing(site: Site, name: str, context: Context) -> str | None:
    """The argument that should limit the call and does not: absent, or None."""
    timeout = context.project.libraries.timeout(name)
    call = site.call
    if timeout is None:
        return None
    passed = call.keyword(timeout.keyword)
    if passed is not None:
        if name == "aiohttp.ClientSession" or name.endswith(".stream") or site.is_awaited:
            return None  # None means the default there; a stream may last, or what is awaited
        is_off = isinstance(passed, Constant) and passed.value is None
        return timeout.keyword if is_off else None
    if timeout.default or call.is_spread or len(call.args) > _POSITIONS.get(name, len(call.args)):
        return None
    effect = context.project.libraries.effect(name)
    return timeout.keyword if effect is not None and effect.kind in _NETWORK else None


def _is_limited_elsewhere(site: Site, name: str, context: Context) -> bool:
    if name.startswith("requests.Session.") and site.call.keyword("timeout") is None:
        receivers = context.project.types.of(site.call.func, site.scope)
        return _mounts_adapters(context) or any(
            isinstance(value, Bound) and isinstance(value.receiver.type, ClassSymbol)
            for value in receivers
        )
    return not name.startswith("requests.") and _sets_a_default(context)


def _mounts_adapters(context: Context) -> bool:
    """Whether sessions of the project are given adapters that may know a timeout."""
    return any(len(call.args) == 2 and "://" in _text(call) for call in _calls("mount", context))


def _sets_a_default(context: Context) -> bool:
    return next(_calls("setdefaulttimeout", context), None) is not None


def _calls(name: str, context: Context) -> Iterator[Call]:
    for call, _ in context.project.calls_named(name):
        if (dotted(call.func) or "").rpartition(".")[2] == name:
            yield call


def _text(call: Call) -> str:
    first = call.args[0]
    return first.value if isinstance(first, Constant) and isinstance(first.value, str) else ""
