'''A secret is compared with `==`, which stops at the first character that differs.

The time that the answer takes tells how many characters were right, and so the secret can be
guessed one character at a time. `secrets.compare_digest` takes the same time for all.

Bad:

```python title="app.py"
import os
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

API_KEY = os.environ["API_KEY"]


def guard(x_api_key: Annotated[str, Header()]) -> None:
    if x_api_key != API_KEY:  # FAA323
        raise HTTPException(401)


app = FastAPI(dependencies=[Depends(guard)])


@app.get("/")
def read() -> str:
    """The secret of the house."""
    return "42"
```

Good:

```python title="app.py"
import os
import secrets
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException

API_KEY = os.environ["API_KEY"]


def guard(x_api_key: Annotated[str, Header()]) -> None:
    if not secrets.compare_digest(x_api_key.encode(), API_KEY.encode()):
        raise HTTPException(401)


app = FastAPI(dependencies=[Depends(guard)])


@app.get("/")
def read() -> str:
    """The secret of the house."""
    return "42"
```

Silent for literals (what stands in the source is no secret), for comparisons that a query makes,
for bodies (a new key is compared with the old one to see whether it changed), for two values of one
request, also where one was kept in its state, for ``!=`` in the condition of a comprehension (which
keeps the others), and where no name says that it is a key, a signature or a token.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Call,
    Compare,
    Comprehension,
    Constant,
    Expression,
    Function,
    Name,
    Node,
    Subscript,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import dotted, own, walk
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.security.request_data import Policy

_SECRET = re.compile(
    r"(?:^|_)(?:api_?key|auth_?key|secret(?:_key)?|token|signature|hmac|sig|password|passphrase)$"
    r"|(?:^|-)(?:api-?key|token|signature(?:-256)?|secret)$",
    re.IGNORECASE,
)
# What a body says of a key is compared with the old one to see whether it has changed.
_SENT = Policy(frozenset({"header", "query", "cookie"}), checks=False)
_VARIABLE = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|SIGNATURE)$", re.IGNORECASE)
_GIVEN = ("assign", "unpack")
_CONNECTIONS = ("starlette.requests.Request", "starlette.requests.HTTPConnection")
_DIGESTS = ("hexdigest", "digest")
_ENVIRONMENT = frozenset({"os.environ", "os.environ.get", "os.getenv"})


@checker(
    code="FAA323",
    subject=Function,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{sent}` of the request is compared with `{kept}` by `==`; use secrets.compare_digest",
    advice="Compare `{sent}` with `{kept}` by `secrets.compare_digest`, both as bytes.",
    cwe=(208,),
    references=("https://docs.python.org/3/library/hmac.html#hmac.compare_digest",),
)
def timing_unsafe_comparison(function: Function, context: Context) -> Iterator[Match]:
    if not context.project.effects.serves(context.symbol(function)):
        return
    data = context.project.request_data
    scope = context.project.names.scope_of(context.module, function)
    keeping = _keeping_others(function)
    for node in own(function, Compare):
        if node.ops not in (("==",), ("!=",)) or node in keeping:
            continue
        left, right = node.left, node.comparators[0]
        for sent, kept in ((left, right), (right, left)):
            place = _place(sent) or _place(kept)
            if place is None or not _is_secret(kept, scope, context):
                continue
            flow = data.flow(sent, scope, _SENT)
            if flow is None or flow.composed or data.flow(kept, scope, _SENT) is not None:
                continue
            if _is_of_request(kept, scope, context):
                continue
            yield at(
                place,
                related=context.passed_by(flow),
                sent=flow.source.name,
                kept=text(kept),
            )
            break


def _keeping_others(function: Function) -> list[Compare]:
    """The comparisons by which a comprehension leaves one element out."""
    return [
        condition
        for comprehension in own(function, Comprehension)
        for generator in comprehension.generators
        for test in generator.ifs
        for condition in walk(test)
        if isinstance(condition, Compare) and condition.ops == ("!=",)
    ]


def _is_of_request(kept: Expression, scope: Scope, context: Context) -> bool:
    """Whether *kept* was noted in the state of the request, earlier on the way of the same one."""
    types = context.project.types
    pending: list[Node] = [kept]
    seen: set[str] = set()
    while pending:
        for node in walk(pending.pop()):
            match node:
                case Attribute(value=request, attr="state"):
                    if any(types.is_a(v, *_CONNECTIONS) for v in types.of(request, scope)):
                        return True
                case Name(id=name) if name not in seen:
                    seen.add(name)
                    values = [b.value for b in scope.bindings.get(name, ()) if b.kind in _GIVEN]
                    pending += [value for value in values if value is not None]
    return False


def _place(expression: Expression) -> Placed | None:
    return expression if isinstance(expression, (Name, Attribute, Call)) else None


def _is_secret(kept: Expression, scope: Scope, context: Context) -> bool:
    """Whether *kept* is a secret by its name or its making, and known to this process."""
    match kept:
        case Call(func=Attribute(attr=attr)) if attr in _DIGESTS:
            return True
        case Call(func=Attribute(value=inner, attr="get_secret_value")):
            return _is_secret(inner, scope, context)
        case (
            Subscript(value=read, index=Constant(str() as name))
            | Call(func=read, args=(Constant(str() as name), *_))
        ):
            names = context.project.names.dotted(read, scope)
            return _VARIABLE.search(name) is not None and not _ENVIRONMENT.isdisjoint(names)
        case Name() | Attribute():
            name = (dotted(kept) or "").rpartition(".")[2]
            return (
                _SECRET.search(name) is not None
                and not _is_written_out(kept, scope, context)
                and not _is_column(kept, scope, context)
            )
    return False


def _is_written_out(kept: Expression, scope: Scope, context: Context) -> bool:
    """Whether the sources tell the value to whoever reads them."""
    variable = context.project.names.variable(kept, scope)
    return variable is not None and any(isinstance(b.value, Constant) for b in variable[1])


def _is_column(kept: Expression, scope: Scope, context: Context) -> bool:
    """Whether it is a column in a query, or a row's password, which FAA309 is about."""
    if not isinstance(kept, Attribute):
        return False
    project = context.project
    for owner in project.types.of(kept.value, scope):
        cls = owner.type if isinstance(owner, Instance) else owner
        if isinstance(cls, ClassSymbol) and project.models.table_kind(cls) is not None:
            return not isinstance(owner, Instance) or "passw" in kept.attr.lower()
    return False
