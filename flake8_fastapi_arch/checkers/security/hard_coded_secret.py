'''A key that everybody who has the sources can sign with.

Whoever knows the key issues tokens and sessions in anybody's name, and the history of the
repository keeps it for good. A default in the settings is no better: the installation that
nobody configured runs with a key that is published, and nothing tells.

Bad:

```python title="settings.py"
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    signing_key: str = "a-key-that-all-who-read-this-can-sign-with"  # FAA305


settings = Settings()
```

```python title="app.py"
from typing import Annotated

import jwt
from fastapi import Depends, FastAPI
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from settings import settings

app = FastAPI()
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


@app.get("/me")
def read_me(sent: Credentials) -> str:
    """Who bears the token."""
    claims = jwt.decode(sent.credentials, settings.signing_key, algorithms=["HS256"])
    return str(claims["sub"])
```

Good:

```python title="settings.py"
import secrets

from pydantic import Field
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    signing_key: str = Field(default_factory=lambda: secrets.token_urlsafe(32))


settings = Settings()
```

What makes a literal a key is its use: it reaches what signs, encrypts, verifies or compares in
constant time, through variables, settings, attributes, arguments and modules. Or its declaration:
a setting of type `SecretStr` whose name says that it signs or encrypts. The finding stands where
the literal is written.

Silent where the literal is used in some case only; where the project looks for that very value, or
validates what the field holds, and raises or replaces it; about keys that are read from somewhere;
and in tests and examples.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module, Name


@checker(
    code="FAA305",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{use}` uses a key that stands in the sources; read it from the environment",
    advice="Read the key that `{use}` uses from the environment, without a default, and replace it "
    "everywhere: who has the sources has this one.",
    cwe=(798, 321),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa2-broken-authentication/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://fastapi.tiangolo.com/advanced/settings/",
    ),
)
def hard_coded_secret(module: Module, context: Context) -> Iterator[Match]:
    for secret in context.project.secrets.written_in(module):
        used = secret.used
        is_elsewhere = (used.path, used.line) != (module.path, secret.written.place.line)
        related = (Related(used.path, used.line, f"`{secret.use}`"),) if is_elsewhere else ()
        place = Name("", secret.written.place.line, 0)
        yield at(place, related=related, use=secret.use)
