'''A token that is believed without looking at its signature, or at its age.

Anybody can write a token with any claims; what makes it worth something is the signature alone.
With ``verify_signature`` off, a stranger is whoever they say they are, and with ``verify_exp`` off
a token that leaked once is good for ever.

Bad:

```python title="app.py"
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()


def current_user(
    sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> str:
    claims = jwt.decode(sent.credentials, options={"verify_signature": False})  # FAA307
    return str(claims["sub"])


@app.get("/me")
def read_me(user: Annotated[str, Depends(current_user)]) -> str:
    """Who bears the token."""
    return user
```

Good:

```python title="app.py"
import os
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

app = FastAPI()
key = os.environ["SIGNING_KEY"]


def current_user(
    sent: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())],
) -> str:
    try:
        claims = jwt.decode(sent.credentials, key, algorithms=["HS256"])
    except jwt.InvalidTokenError as error:
        raise HTTPException(401) from error
    return str(claims["sub"])


@app.get("/me")
def read_me(user: Annotated[str, Depends(current_user)]) -> str:
    """Who bears the token."""
    return user
```

Silent where no request comes, where the same function, its callers or what it calls verifies a
token as well (the first reading chose the key), in a function that is called ``unverified``, about
a token that the function or its callers fetched from its issuer or that it has sent there before,
about one that was verified before it was kept in ``request.state``, about the age of tokens that
are refreshed or revoked, that must have an ``exp`` (``require``) for a clock of one's own, or whose
claims go as a whole to a function that raises, where only logs and metrics get what was read, and
where ``algorithms`` are missing: PyJWT 2 refuses such a call, and python-jose only accepts what the
key can verify.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Await,
    Call,
    Constant,
    Expression,
    Function,
    IfExp,
    Module,
    Name,
    Node,
    Raise,
    Subscript,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import last_name, own, walk
from flake8_fastapi_arch.project.flow.uses import assigned_to
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol
from flake8_fastapi_arch.project.security.request_data import Policy
from flake8_fastapi_arch.project.security.tokens import Reading, mentions

_MAX_CALLS = 3
_SENT = Policy(frozenset({"header", "query", "cookie", "body", "form"}), checks=False, cuts=False)
_SAYS_SO = re.compile(r"un_?(?:verified|checked|trusted)|without_verif|no_verif|peek")
_ASKING_ISSUER = re.compile(r"user_?info|introspect|token_?info")
_ABOUT_OLD_TOKENS = re.compile(r"refresh|expire|expiry|logout|sign_?out|revoke|blacklist|renew|ttl")


@checker(
    code="FAA307",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{call}` believes {tokens} tokens ({option}); verify what strangers send",
    advice="Let `{call}` verify the token: without it, {tokens} tokens are believed.",
    cwe=(347, 287),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html",
    ),
)
def unverified_jwt(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    tokens = context.project.tokens
    for reading in tokens.read_in(module):
        function = context.project.names.enclosing_function(reading.scope)
        if reading.unchecked is None or function is None:
            continue
        if not context.project.effects.serves(function) or tokens.is_verified_too(reading):
            continue
        if tokens.is_for_observers(reading):
            continue
        if _SAYS_SO.search(function.name.rpartition(".")[2].lower()):
            continue
        is_old = reading.unchecked == "verify_exp"
        if is_old and _ABOUT_OLD_TOKENS.search(function.name.lower()):
            continue
        if is_old and _is_judged_elsewhere(reading, function, context):
            continue
        if not is_old and _fetched_it(reading, function, context):
            continue
        yield at(
            reading.call,
            call=text(reading.call.func),
            tokens="expired" if is_old else "forged",
            option=f"`{reading.unchecked}`",
        )


def _is_judged_elsewhere(reading: Reading, function: FunctionSymbol, context: Context) -> bool:
    """Whether the claims are handed as a whole to somebody who raises: the project keeps its own
    books of what has run out."""
    names = {t.id for t in assigned_to(reading.call, function.node) if isinstance(t, Name)}
    effects = context.project.effects
    return any(
        own(callee.node, Raise)
        for site in effects.sites(function)
        if any(isinstance(passed, Name) and passed.id in names for passed in site.call.passed)
        for callee in effects.targets(site).functions
    )


def _fetched_it(reading: Reading, function: FunctionSymbol, context: Context) -> bool:
    """Whether the token is one that *function*, or who calls it, got from its issuer, not from a
    request; or that it has shown to its issuer before."""
    token = reading.call.args[0] if reading.call.args else reading.call.keyword("token")
    if token is None:
        return False
    if _is_shown_first(token, reading, function, context):
        return True
    if _is_verified_before(token, function, context):
        return True
    return _is_fetched(token, reading.scope, function, context, _MAX_CALLS)


def _is_verified_before(token: Expression, function: FunctionSymbol, context: Context) -> bool:
    """Whether *token* stands in ``request.state``, or all who call *function* pass it from there,
    and was verified before it was put there."""
    tokens = context.project.tokens
    node = function.node
    given: list[Expression | None] = [token]
    if isinstance(token, Name) and token.id in {p.name for p in node.parameters}:
        if not isinstance(node, Function):
            return False
        given = [passed for passed, _, _ in tokens.passed(node, token.id)]
    return bool(given) and all(
        isinstance(each, Attribute)
        and isinstance(each.value, Attribute)
        and each.value.attr == "state"
        and tokens.is_verified_before(each.attr)
        for each in given
    )


def _is_shown_first(
    token: Expression, reading: Reading, function: FunctionSymbol, context: Context
) -> bool:
    """Whether *function* sends the token over the network before it reads it, or asks by name who
    its bearer is."""
    effects, scope = context.project.effects, reading.scope
    for site in effects.sites(function):
        if site.line >= reading.call.line:
            continue
        if not any(_holds(given, token, scope) for given in site.call.passed):
            continue
        if _ASKING_ISSUER.search(last_name(site.call.func).lower()):
            return True
        if any(map(_is_network, effects.library_effects(site))) or any(
            effects.reached_awaiting(called, _is_network) is not None
            for called in effects.targets(site).functions
        ):
            return True
    return False


def _holds(given: Expression, token: Expression, scope: Scope) -> bool:
    """Whether *given*, or what a variable in it was made of, contains *token*."""
    made = (
        binding.value
        for inner in walk(given)
        if isinstance(inner, Name)
        for binding in scope.bindings.get(inner.id, ())
        if binding.kind == "assign" and binding.value is not None
    )
    return any(_contains(whole, text(token)) for whole in (given, *made))


def _contains(whole: Node, words: str) -> bool:
    parts = (part for part in walk(whole) if isinstance(part, (Name, Attribute, Subscript)))
    return any(text(part) == words for part in parts)


def _is_fetched(
    token: Expression, scope: Scope, function: FunctionSymbol, context: Context, calls: int
) -> bool:
    if context.project.request_data.flow(token, scope, _SENT) is not None:
        return False
    match token:
        case Constant():
            return True
        case IfExp(body=body, orelse=orelse):
            return all(_is_fetched(e, scope, function, context, calls) for e in (body, orelse))
        case Name(id=name) if any(p.name == name for p in function.node.parameters):
            return calls > 0 and _is_passed_fetched(name, function, context, calls - 1)
        case Name(id=name):
            values = [
                binding.value.value if isinstance(binding.value, Await) else binding.value
                for binding in scope.bindings.get(name, ())
            ]
            made = [value for value in values if isinstance(value, (IfExp, Call, Attribute))]
            if values and len(made) == len(values):
                return all(_is_fetched(v, scope, function, context, calls) for v in made)
        case Attribute(attr="access_token" | "id_token"):
            return True
    effects = context.project.effects
    calls_out = effects.reached_awaiting(function, _is_network) is not None
    return calls_out or isinstance(token, Call) or mentions(token, "id_token")


def _is_passed_fetched(name: str, function: FunctionSymbol, context: Context, calls: int) -> bool:
    """Whether all who call *function* pass a token that they fetched."""
    if not isinstance(function.node, Function):
        return False
    passed = [*context.project.tokens.passed(function.node, name)]
    for given, _, scope in passed:
        caller = context.project.names.enclosing_function(scope)
        if given is None or caller is None:
            return False
        if not _is_fetched(given, scope, caller, context, calls):
            return False
    return bool(passed)


def _is_network(effect: Effect) -> bool:
    return effect.kind == "network"
