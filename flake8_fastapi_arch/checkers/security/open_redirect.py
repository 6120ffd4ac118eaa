'''A redirect leads wherever the link says that the user has clicked.

The link begins with the name of a site that people trust, and ends on one that looks like it and
asks for the password. What comes after a login (`?next=`) is the usual place.

Bad:

```python title="app.py"
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/welcome")
def welcome(next: str = "/") -> RedirectResponse:
    """Where the user was headed before the login."""
    return RedirectResponse(next)  # FAA318
```

Good:

```python title="app.py"
from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()
PAGES = {"inbox": "/inbox", "profile": "/people/me"}


@app.get("/welcome")
def welcome(next: str = "") -> RedirectResponse:
    """Where the user was headed before the login."""
    return RedirectResponse(PAGES.get(next, "/"))
```

Silent where the client only decides what follows the host or a leading `/`, where the address is
tested or handed to a check before, for headers and JSON bodies, which no link sets, and for the
`redirect_uri` of an OAuth server, which is checked against what the client registered.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_LINK = Policy(
    frozenset({"path", "query", "form"}), forms=frozenset({"text", "address"}), head=True
)


@checker(
    code="FAA318",
    subject=Function,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{value}` of the request decides where {chain} leads; allow paths of this site only",
    advice="Take from `{value}` a path of this site alone, or look the target up by a name, before "
    "{chain} sends the user there.",
    cwe=(601,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/"
        "Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html",
    ),
)
def open_redirect(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "redirect", _LINK):
        yield context.reaching(sink, flow)
