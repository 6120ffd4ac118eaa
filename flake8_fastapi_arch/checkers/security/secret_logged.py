'''A password, a token, or a body that holds one, is written to the log.

Logs are read by more people than databases are, copied to other companies, and kept for years. A
password in one of them is known to all who ever see a line of it.

Bad:

```python title="app.py"
import logging

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
logger = logging.getLogger(__name__)


class Login(BaseModel):
    name: str
    password: str


@app.post("/sessions")
def log_in(login: Login) -> str:
    """Begin a session."""
    logger.info("login with %s", login)  # FAA327
    return "welcome"
```

Good:

```python title="app.py"
import logging

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
logger = logging.getLogger(__name__)


class Login(BaseModel):
    name: str
    password: str


@app.post("/sessions")
def log_in(login: Login) -> str:
    """Begin a session."""
    logger.info("login of %s", login.name)
    return "welcome"
```

Silent for a part of a secret (`token[:4]`), for what another function makes of it, for
`pydantic.SecretStr`, which writes asterisks of itself, and for names that say nothing of secrets.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_NAMES = re.compile(
    r"^(?:\w+[_-])?(?:password|passwd|passphrase|secret|api[_-]?key|(?:access|refresh|auth|bearer"
    r"|id|session)[_-]?token|authorization|client_secret|private_key|credentials)\d*$"
    r"|^token$",
    re.IGNORECASE,
)
_ANYWHERE = frozenset({"header", "query", "cookie", "body", "form"})
_SECRET = Policy(
    _ANYWHERE,
    forms=frozenset({"text", "whole"}),
    named=_NAMES,
    cuts=False,
    checks=False,
    points=100,  # there are many logs, and who logs a secret has it at hand
)


@checker(
    code="FAA327",
    subject=Function,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{value}` of the request is logged in {chain}; leave it out",
    advice="Log who or what the request is about instead of `{value}`, and declare secrets as "
    "`pydantic.SecretStr`.",
    cwe=(532,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
    ),
)
def secret_logged(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink in data.sinks(context.symbol(function), "log"):
        extra = sink.site.call.keyword("extra")
        for value in (*sink.taken, *([extra] if extra is not None else [])):
            flow = data.flow(value, sink.site.scope, _SECRET)
            if flow is None:
                continue
            name = data.sources.named(flow.source, _NAMES) or flow.source.name
            yield at(
                sink.site,
                related=context.passed_by(flow),
                anchor=f"{name} {sink.sink.name}",
                value=name,
                chain=flow.chain(sink.sink.name),
            )
            break
