'''A connection to anybody who says they are the other side.

Without verification the certificate may be anyone's: who sits between the server and the service
reads and changes what they say to each other, passwords and tokens included, and nothing shows.

Bad:

```python title="app.py"
import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def read_rates() -> str:
    """The bank's rates of today."""
    async with httpx.AsyncClient(verify=False) as client:  # FAA330
        return (await client.get("https://bank.example/rates", timeout=5)).text
```

Good:

```python title="app.py"
import ssl

import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/rates")
async def read_rates() -> str:
    """The bank's rates of today."""
    trusted = ssl.create_default_context()
    async with httpx.AsyncClient(verify=trusted) as client:
        return (await client.get("https://bank.example/rates", timeout=5)).text
```

Flagged in functions that serve requests and in what modules of the application make for them, also
through variables, constants and settings whose default turns verification off.

Silent where an argument, a setting or a branch decides, about clients that are called insecure and
so are chosen by who uses them, about connections to ``localhost``, and in
tests, examples and scripts.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Call,
    Constant,
    Expression,
    JoinedStr,
    Module,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import last_name, walk_statements
from flake8_fastapi_arch.project.flow.development import is_script, only_somewhere
from flake8_fastapi_arch.project.inference.constants import Holds
from flake8_fastapi_arch.project.inference.types import Bound
from flake8_fastapi_arch.project.modules.files import is_example, is_test
from flake8_fastapi_arch.project.modules.scopes import Scope

_ARGUMENTS = frozenset(
    {"verify", "ssl", "verify_ssl", "ssl_verify", "verify_certs", "validate_certs"}
)
_CLIENTS = re.compile(
    r"(?:httpx2?|requests|aiohttp|boto3|botocore|aiobotocore|aioboto3|urllib3|elasticsearch"
    r"|opensearchpy|websockets|aiosmtplib|kubernetes|hvac|minio|weaviate|qdrant_client)\."
)
_UNVERIFIED_CONTEXTS = frozenset({"_create_unverified_context", "_create_stdlib_context"})
_SAYS_SO = re.compile(r"insecure|unsafe|unverified|no_?verify|untrusted|skip_(?:ssl|tls|verify)")
_LOCAL = re.compile(r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|host\.docker)")


@checker(
    code="FAA330",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{call}` trusts any certificate (`{argument}`); verify it, or trust one of your own",
    advice="Let `{call}` verify certificates; where the other side has one of its own, trust that "
    "one by name.",
    cwe=(295,),
    references=(
        "https://www.python-httpx.org/advanced/ssl/",
        "https://docs.python.org/3/library/ssl.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html",
    ),
)
def unverified_tls(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path) or is_example(module.path):
        return
    for call, scope in context.project.names.scopes(module).calls:
        argument = _unverified(call, scope, context)
        if argument is None or _is_local(call) or not _is_used(scope, context):
            continue
        if _is_named_so(call, module):
            continue
        if not only_somewhere(call, module) and not is_script(call, module):
            yield at(call, call=text(call.func), argument=argument)


def _unverified(call: Call, scope: Scope, context: Context) -> str | None:
    """What in *call* turns verification off."""
    last = last_name(call.func)
    if last in _UNVERIFIED_CONTEXTS:
        named = context.project.names.dotted(call.func, scope)
        return last if f"ssl.{last}" in named else None
    for keyword in call.keywords:
        if (
            keyword.arg in _ARGUMENTS
            and _is_false(keyword.value, scope, context)
            and _is_client(call, scope, context)
        ):
            return f"{keyword.arg}=False"
    return None


def _is_false(expression: Expression, scope: Scope, context: Context) -> bool:
    """Whether *expression* is False, or a setting that is unless it is set."""
    found = context.project.constants.of(expression, scope)
    return any(w.value is False and w.holds is not Holds.SOMETIMES for w in found)


def _is_client(call: Call, scope: Scope, context: Context) -> bool:
    names = list(context.project.names.dotted(call.func, scope))
    for value in context.project.types.of(call.func, scope) if not names else ():
        if isinstance(value, Bound):
            names.append(getattr(value.target, "dotted", ""))
    return any(_CLIENTS.match(name) for name in names)


def _is_local(call: Call) -> bool:
    """Whether the address given begins with this machine's."""
    given = (*call.args, *(k.value for k in call.keywords if k.arg in ("url", "base_url")))
    for argument in given:
        first = (
            argument.parts[0] if isinstance(argument, JoinedStr) and argument.parts else argument
        )
        if isinstance(first, Constant) and isinstance(first.value, str):
            return _LOCAL.match(first.value) is not None
    return False


def _is_named_so(call: Call, module: Module) -> bool:
    """Whether what *call* gives is called insecure: those who use it chose it."""
    return any(
        isinstance(statement, Assign)
        and statement.value is call
        and any(_SAYS_SO.search(text(target).lower()) for target in statement.targets)
        for statement in walk_statements(module.body)
    )


def _is_used(scope: Scope, context: Context) -> bool:
    """Whether the call is made for a request, or once for all of them."""
    function = context.project.names.enclosing_function(scope)
    if function is None:
        return bool(context.project.application.routes)
    if context.project.effects.serves(function):
        return True
    # A class that is made at start-up and used by requests: its other methods serve.
    cls = context.project.names.enclosing_class(scope)
    return cls is not None and any(
        served.module is cls.module and served.name.startswith(f"{cls.name}.")
        for served in context.project.effects.serving_functions()
    )
