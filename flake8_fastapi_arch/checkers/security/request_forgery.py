'''The server calls an address that a client has chosen.

The server stands where the client does not: behind the firewall, beside the database's admin
page and the metadata service that hands out the cloud's credentials. A client that names the host
of an outgoing request borrows that place, and reads what comes back.

Bad:

```python title="app.py"
import httpx
from fastapi import FastAPI

app = FastAPI()


def fetch(url: str) -> str:
    return httpx.get(url, timeout=10).text  # FAA317


@app.get("/preview")
def preview(url: str) -> str:
    """What is behind a link."""
    return fetch(url)
```

Good:

```python title="app.py"
from urllib.parse import urlsplit

import httpx
from fastapi import FastAPI, HTTPException

app = FastAPI()
HOSTS = {"blog.example", "news.example"}


def fetch(url: str) -> str:
    if urlsplit(url).hostname not in HOSTS:
        raise HTTPException(400, "no preview of that site")
    return httpx.get(url, timeout=10).text


@app.get("/preview")
def preview(url: str) -> str:
    """What is behind a link."""
    return fetch(url)
```

Silent where the client only decides what follows the host (`f"{API}/users/{name}"`, parameters,
bodies), where the address is tested or handed to a check before, and on routes for administrators,
who configure where the server connects to.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_ADDRESS = Policy(
    frozenset({"path", "segment", "query", "header", "cookie", "body", "form"}),
    forms=frozenset({"text", "address"}),
    head=True,
    privileged=False,
)


@checker(
    code="FAA317",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{value}` of the request decides what {chain} calls; allow known hosts only",
    advice="Compare the host of `{value}` with those that {chain} has business with, after parsing "
    "the address, and follow no redirects to others.",
    cwe=(918,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/"
        "Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html",
    ),
)
def request_forgery(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "url", _ADDRESS):
        yield context.reaching(sink, flow)
