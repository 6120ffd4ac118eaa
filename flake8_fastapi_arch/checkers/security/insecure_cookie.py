'''A cookie that holds a session, and that scripts or eavesdroppers can read.

Without ``httponly`` any script that gets into a page takes the session along; without ``secure``
the browser also sends it unencrypted, to whoever answers for the host. Starlette sets neither by
itself (``samesite="lax"`` it does).

Bad:

```python title="app.py"
import secrets

from fastapi import FastAPI, Response

app = FastAPI()


@app.post("/login")
def login(response: Response) -> None:
    """Begin a session."""
    response.set_cookie("session_id", secrets.token_urlsafe())  # FAA322
```

Good:

```python title="app.py"
import secrets

from fastapi import FastAPI, Response

app = FastAPI()


@app.post("/login")
def login(response: Response) -> None:
    """Begin a session."""
    response.set_cookie("session_id", secrets.token_urlsafe(), httponly=True, secure=True)
```

Whether a cookie holds a session or a token is told by its name.

Silent about tokens against forged requests, which scripts have to read; where ``httponly=False`` is
written beside a ``secure`` that is on, for somebody meant it; about cookies that are taken away;
where ``**options`` or a setting decides; in branches that ask for the environment; and in tests.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Constant, Expression, Module
from flake8_fastapi_arch.project.flow.development import only_somewhere
from flake8_fastapi_arch.project.inference.constants import Holds
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope

_SESSION = re.compile(
    r"(?:^|[-_.])(?:session(?:_?id)?|sess|sid|auth(?:entication|orization)?|jwt|id_?token"
    r"|(?:access|refresh|auth|session|user|login|remember)[-_]?(?:me|token|key)|token)s?$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"csrf|xsrf|state|nonce|verifier|consent", re.IGNORECASE)
_POSITIONS = {"secure": 6, "httponly": 7}
_RESPONSES = ("starlette.responses.Response",)


@checker(
    code="FAA322",
    subject=Module,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="cookie {cookie} lacks {missing}; a session must not be read",
    advice="Set {missing} on the cookie {cookie}.",
    cwe=(614, 1004),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html",
        "https://fastapi.tiangolo.com/advanced/response-cookies/",
    ),
)
def insecure_cookie(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for call, scope in context.project.names.scopes(module).calls_named("set_cookie"):
        if not isinstance(call.func, Attribute):
            continue
        name = _session_cookie(call, scope, context)
        if name is None or not _is_response(call.func.value, scope, context):
            continue
        missing = [flag for flag in ("httponly", "secure") if _is_off(call, flag, scope, context)]
        if missing == ["httponly"] and call.keyword("httponly") is not None:
            continue
        if missing and not call.is_spread and not only_somewhere(call, module):
            flags = " and ".join(f"`{flag}`" for flag in missing)
            yield at(call, cookie=f'"{name}"', missing=flags)


def _session_cookie(call: Call, scope: Scope, context: Context) -> str | None:
    """The name of the cookie, where it holds a session or a token."""
    key = call.keyword("key") or (call.args[0] if call.args else None)
    value = call.keyword("value") or (call.args[1] if len(call.args) > 1 else None)
    if key is None or value is None or (isinstance(value, Constant) and not value.value):
        return None
    for worth in context.project.constants.of(key, scope):
        name = worth.value
        if isinstance(name, str) and _SESSION.search(name) and not _OTHER.search(name):
            return name
    return None


def _is_response(receiver: Expression, scope: Scope, context: Context) -> bool:
    """Whether *receiver* is a response of Starlette's, or may be one."""
    values = context.project.types.of(receiver, scope)
    if not values:
        return True
    return any(
        isinstance(value, Instance) and context.project.types.is_a(value, *_RESPONSES)
        for value in values
    )


def _is_off(call: Call, flag: str, scope: Scope, context: Context) -> bool:
    """Whether *flag* is not set, or set to False and nothing else."""
    position = _POSITIONS[flag]
    given = call.keyword(flag) or (call.args[position] if len(call.args) > position else None)
    if given is None:
        return True
    found = context.project.constants.of(given, scope)
    return bool(found) and all(w.value is False and w.holds is Holds.ALWAYS for w in found)
