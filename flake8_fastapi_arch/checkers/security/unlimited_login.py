'''A login that may be tried as often as one likes.

Whoever can try a million passwords gets into some account, with lists of leaked passwords rather
sooner. A limit for each address or account stops that; nothing in FastAPI limits by itself.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordRequestForm

app = FastAPI()


def check(name: str, password: str) -> bool:
    return False


@app.post("/token")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> str:  # FAA321
    """Issue a token."""
    if not check(form.username, form.password):
        raise HTTPException(401)
    return "token"
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import OAuth2PasswordRequestForm
from slowapi import Limiter
from slowapi.util import get_remote_address

app = FastAPI()
limiter = Limiter(key_func=get_remote_address)
app.state.limiter = limiter


def check(name: str, password: str) -> bool:
    return False


@app.post("/token")
@limiter.limit("5/minute")
def login(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> str:
    """Issue a token."""
    if not check(form.username, form.password):
        raise HTTPException(401)
    return "token"
```

A login is a POST that takes a password to check: by ``OAuth2PasswordRequestForm``, or by a
parameter or field called so where the route is named after it (login, token, reset). One that comes
with a token is a new one: nobody can try tokens.

Silent where a decorator, a dependency, middleware, or a function that the handler calls limits,
counts attempts or asks for a captcha, by its name; where nothing that the handler calls refuses
anybody; where a guard only lets those in who have shown who they are; where a dependency is not
known; and in tests and examples. A gateway in front of the application may limit as well: then
exempt the code in the configuration.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Constant, Function, Name, Raise
from flake8_fastapi_arch.facts.walk import own_nodes, walk
from flake8_fastapi_arch.project.modules.files import is_example, is_test
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler, Route
from flake8_fastapi_arch.project.security.authentication import Verdict

_LOGIN = re.compile(
    r"log_?in|sign_?in|token|authenticate|auth|session|reset_?password|password_?reset"
)
_FORM = "OAuth2PasswordRequestForm"
_PASSWORD = re.compile(r"(?:\w+_)?(?:password|passwd|passphrase|pwd)")
_TOKEN = re.compile(r"(?:\w+_)?token|key")
_LIMITING = re.compile(
    r"limit|throttl|attempt|captcha|turnstile|brute|lock(?:ed|out)|too_?many|cool_?down|slowapi|backoff",
    re.IGNORECASE,
)
_MAX_DEPTH = 3


@checker(
    code="FAA321",
    subject=Handler,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{handler}` lets passwords be tried without end; limit the attempts",
    advice="Limit how often `{handler}` may be called for one account and from one address.",
    cwe=(307, 799),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authentication_Cheat_Sheet.html",
    ),
)
def unlimited_login(handler: Handler, context: Context) -> Iterator[Match]:
    if is_test(context.module.path) or is_example(context.module.path):
        return
    function, routes = handler.function, handler.routes
    logins = [route for route in routes if _is_login(route, context)]
    if logins and not any(_is_limited(route, function, context) for route in logins):
        yield at(function, handler=function.name)


def _is_login(route: Route, context: Context) -> bool:
    """Whether *route* takes a password of somebody who is not known yet, to check it."""
    if route.methods != ("POST",) or not route.closure.complete:
        return False
    verdict = context.project.authentication.verdict
    if any(verdict(dependency) is Verdict.REFUSES for dependency in route.closure.items):
        return False
    if any(dependency.name.endswith(_FORM) for dependency in route.closure.flat()):
        return True
    name = route.handler.name.rpartition(".")[2] if route.handler is not None else ""
    words = [*route.path.lower().replace("-", "_").rstrip("/").split("/")[-1:], name.lower()]
    if not any(_LOGIN.fullmatch(word) for word in words):
        return False
    fields = {
        field.lower()
        for parameter in route.parameters
        for field in (
            parameter.name,
            *(f.name for cls in parameter.symbols for f in context.project.models.fields(cls)),
        )
    }
    takes_token = any(map(_TOKEN.fullmatch, fields))  # with a new password: too long to be tried
    return any(map(_PASSWORD.fullmatch, fields)) and not takes_token


def _is_limited(route: Route, function: Function, context: Context) -> bool:
    """Whether something around the handler, or below it, may limit attempts."""
    words = [*route.middleware, *(dependency.name for dependency in route.closure.flat())]
    for decorator in function.decorators:
        words += [n.id for n in walk(decorator) if isinstance(n, Name)]
        words += [n.attr for n in walk(decorator) if isinstance(n, Attribute)]
    if any(map(_LIMITING.search, words)):
        return True
    reached = [*_reached(route, function, context)]
    if not any(_refuses(other) for other in reached):
        return True  # no password is checked: there is nothing to try
    return any(_limits(other) for other in reached)


def _reached(route: Route, function: Function, context: Context) -> Iterator[FunctionSymbol]:
    """The handler, its dependencies and what they call, a few calls deep."""
    effects = context.project.effects
    pending = [(context.symbol(function), 0)]
    pending += [
        (dependency.callee, 0)
        for dependency in route.closure.flat()
        if isinstance(dependency.callee, FunctionSymbol)
    ]
    seen: set[FunctionSymbol] = set()
    while pending:
        other, depth = pending.pop()
        if other in seen or depth > _MAX_DEPTH:
            continue
        seen.add(other)
        yield other
        for site in effects.sites(other):
            pending += [(callee, depth + 1) for callee in effects.targets(site).functions]


def _refuses(function: FunctionSymbol) -> bool:
    """Whether *function* raises, or names an answer that refuses."""
    return any(
        isinstance(node, Raise) or (isinstance(node, Constant) and node.value in (400, 401, 403))
        for node in own_nodes(function.node)
    )


def _limits(function: FunctionSymbol) -> bool:
    """Whether *function* calls or names what limits attempts."""
    for node in own_nodes(function.node):
        word = node.attr if isinstance(node, Attribute) else getattr(node, "id", "")
        if isinstance(node, (Name, Attribute)) and _LIMITING.search(word):
            return True
    return False
