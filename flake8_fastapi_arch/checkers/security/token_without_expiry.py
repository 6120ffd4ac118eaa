'''A token that is good for ever.

Nobody can take a signed token back: whoever found it in a log, a backup or a browser uses it until
the key is changed for everybody. With an expiry the damage ends by itself.

Bad:

```python title="app.py"
import os

import jwt
from fastapi import FastAPI

app = FastAPI()
key = os.environ["SIGNING_KEY"]


@app.post("/token")
def login(name: str) -> str:
    """Issue a token."""
    claims = {"sub": name}
    return jwt.encode(claims, key, algorithm="HS256")  # FAA308
```

Good:

```python title="app.py"
import os
from datetime import datetime, timedelta, timezone

import jwt
from fastapi import FastAPI

app = FastAPI()
key = os.environ["SIGNING_KEY"]


@app.post("/token")
def login(name: str) -> str:
    """Issue a token."""
    claims = {"sub": name, "exp": datetime.now(timezone.utc) + timedelta(minutes=15)}
    return jwt.encode(claims, key, algorithm="HS256")
```

Silent where any of the claims come from somewhere else: a dictionary that is passed in from unknown
places, built elsewhere or handed to others before it is signed; where the function that signs only
reads the token again, to try its keys; about an expiry by another name (``expires_at``), which the
project compares itself; and in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.modules.files import is_test


@checker(
    code="FAA308",
    subject=Module,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{call}` signs a token without `exp`: it is good for ever; let it expire",
    advice="Give the claims that `{call}` signs an `exp`.",
    cwe=(613,),
    references=(
        "https://pyjwt.readthedocs.io/en/stable/usage.html",
        "https://fastapi.tiangolo.com/tutorial/security/oauth2-jwt/",
    ),
)
def token_without_expiry(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for signing in context.project.tokens.signed_in(module):
        tokens = context.project.tokens
        if tokens.lacks_expiry(signing) and not tokens.is_only_read_back(signing):
            yield at(signing.call, call=text(signing.call.func).removesuffix("()"))
