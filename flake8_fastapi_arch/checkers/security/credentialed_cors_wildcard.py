"""Every website may act in the name of whoever visits it.

With ``allow_credentials=True`` browsers send cookies along, and for ``"*"`` Starlette answers with
the very origin that asks: any page that a user opens reads the answers of this API as that user.
The same holds for a pattern that matches everything, and for the origin ``"null"`` that every
sandboxed frame has.

Bad:

```python title="settings.py"
import os

origins = os.getenv("CORS_ORIGINS", "*").split(",")
```

```python title="app.py"
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from settings import origins

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)  # FAA311
```

Good:

```python title="settings.py"
import os

origins = os.getenv("CORS_ORIGINS", "https://books.example").split(",")
```

The finding stands where the file under check writes the wildcard, or else where it adds the
middleware. Settings count by their defaults: what nobody configures is what runs.

Silent without credentials (that is FAA312), where the wildcard is for some cases only
(``if settings.debug``), where the values come from outside of the sources, and in tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.checkers.security.cors_wildcard import place_of
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module
from flake8_fastapi_arch.project.modules.files import is_test


@checker(
    code="FAA311",
    subject=Module,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="{origin} lets every website use its visitors' credentials; list the origins",
    advice="List the origins that may send credentials instead of {origin}, or drop "
    "`allow_credentials`.",
    cwe=(942, 346),
    references=(
        "https://fastapi.tiangolo.com/tutorial/cors/",
        "https://owasp.org/www-community/attacks/CORS_OriginHeaderScrutiny",
    ),
)
def credentialed_cors_wildcard(module: Module, context: Context) -> Iterator[Match]:
    if is_test(module.path):
        return
    for wildcard in context.project.cors.wildcards(module):
        if wildcard.with_credentials:
            yield place_of(wildcard, context)
