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

A secret that the application fetched itself counts as well, where its name says what it is and it
is text, or what a library gave.

Silent for a part of a secret (`token[:4]`), for what another function makes of it, for
`pydantic.SecretStr`, which writes asterisks of itself, and for names that say nothing of secrets.
'''

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    BinOp,
    Call,
    Display,
    Expression,
    Function,
    JoinedStr,
    Name,
    Node,
    Subscript,
)
from flake8_fastapi_arch.facts.walk import dotted, last_name
from flake8_fastapi_arch.project.inference.reaching import reaching
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import LibrarySymbol
from flake8_fastapi_arch.project.security.request_data import Policy

_NAMES = re.compile(
    r"^(?:\w+[_-])?(?:password|passwd|passphrase|secret|api[_-]?key|(?:access|refresh|auth|bearer"
    r"|id|session)[_-]?token|authorization|client_secret|private_key|credentials)\d*$"
    r"|^token$",
    re.IGNORECASE,
)
# What is fetched, not sent: `token` alone may be one of a text, `credentials` an object.
_FETCHED = re.compile(
    r"^(?!(?:has|is|no|use|with|needs?|requires?|missing|hide|show|num|n)_)(?:\w+_)?(?:password|passwd"
    r"|passphrase|api_?key|(?:access|refresh|auth|bearer|session)_?token|client_secret|private_key"
    r"|secret_key)$",
    re.IGNORECASE,
)
_TEXTS = frozenset({"builtins.str", "builtins.bytes"})
_ENVIRONMENT = LibrarySymbol("os.environ")
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
    message="`{value}` is logged in {chain}; leave it out",
    advice="Log who or what the request is about instead of `{value}`, and declare secrets as "
    "`pydantic.SecretStr`.",
    cwe=(532,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude",
    ),
)
def secret_logged(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink in context.project.sinks.of(context.symbol(function), "log"):
        extra = sink.site.call.keyword("extra")
        values = (*sink.taken, *([extra] if extra is not None else []))
        for value in values:
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
        else:
            fetched = next(_fetched(values, sink.site.scope, context), None)
            if fetched is not None:
                yield at(
                    sink.site,
                    anchor=f"{fetched} {sink.sink.name}",
                    value=fetched,
                    chain=f"`{function.name}` -> `{sink.sink.name}`",
                )


def _fetched(values: Iterable[Expression], scope: Scope, context: Context) -> Iterator[str]:
    """The secrets among *values*, and what these are put together from, that no client sent."""
    for value in values:
        match value:
            case JoinedStr(parts=parts) | Display(items=parts):
                yield from _fetched(parts, scope, context)
            case BinOp(left=left, op="+" | "%", right=right):
                yield from _fetched((left, right), scope, context)
            case Name() | Attribute():
                if _FETCHED.search(last_name(value)) and _is_text(value, scope, context):
                    yield dotted(value) or last_name(value)


def _is_text(value: Name | Attribute, scope: Scope, context: Context) -> bool:
    """Whether *value* is text, or is what a call or a mapping gave of which nothing is known."""
    types = context.project.types.of(value, scope)
    if types:
        return any(
            t == _ENVIRONMENT or (isinstance(t, Instance) and t.library in _TEXTS) for t in types
        )
    found = reaching(value, scope) if isinstance(value, Name) else None
    return found is not None and all(
        binding.kind == "assign" and isinstance(_awaited(binding.value), (Call, Subscript))
        for binding in found[1]
    )


def _awaited(value: Node | None) -> Node | None:
    return value.value if isinstance(value, Await) else value
