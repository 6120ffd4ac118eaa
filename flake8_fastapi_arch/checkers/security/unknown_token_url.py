'''A ``tokenUrl`` at which no route issues tokens.

``OAuth2PasswordBearer(tokenUrl=...)`` only documents where the token comes from. Where nothing
answers there, *Authorize* in ``/docs`` fails and generated clients log in at a dead address. A
relative URL counts from where the documentation is served, so behind a prefix or a mount it moves.

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
router = APIRouter(prefix="/auth")
bearer = OAuth2PasswordBearer(tokenUrl="login")  # FAA329


@router.post("/token")
def issue_token() -> dict[str, str]:
    """Issue a token."""
    return {"access_token": "secret-of-ada"}


@app.get("/me")
def read_me(token: Annotated[str, Depends(bearer)]) -> str:
    """Who bears the token."""
    return token


app.include_router(router)
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
router = APIRouter(prefix="/auth")
bearer = OAuth2PasswordBearer(tokenUrl="auth/token")


@router.post("/token")
def issue_token() -> dict[str, str]:
    """Issue a token."""
    return {"access_token": "secret-of-ada"}


@app.get("/me")
def read_me(token: Annotated[str, Depends(bearer)]) -> str:
    """Who bears the token."""
    return token


app.include_router(router)
```

Silent about complete URLs and URLs that are no constants, where any route's path is unknown or
routes are missing from the table, where no route uses the scheme, and where path and URL differ
only by what a proxy or a mount may add in front.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Module
from flake8_fastapi_arch.project.modules.files import is_test

_SCHEMES = (
    "fastapi.security.OAuth2PasswordBearer",
    "fastapi.security.oauth2.OAuth2PasswordBearer",
)


@checker(
    code="FAA329",
    subject=Module,
    pattern="weak-security",
    impact=Impact.LOW,
    priority=Priority.P2,
    message="no route answers `tokenUrl` {url}; name the path that issues tokens",
    advice="Let `tokenUrl` be the path of the route that issues tokens; nothing answers {url}.",
    cwe=(684,),
    references=("https://fastapi.tiangolo.com/tutorial/security/first-steps/",),
)
def unknown_token_url(module: Module, context: Context) -> Iterator[Match]:
    project = context.project
    if is_test(module.path) or project.application.unresolved:
        return
    for call, _ in project.calls_of(module, *_SCHEMES):
        url = _token_url(call)
        if url is None or "://" in url or _is_answered(url, context):
            continue
        if _uses_scheme(context):
            yield at(call, url=f'"{url}"')


def _token_url(call: Call) -> str | None:
    given = call.keyword("tokenUrl") or (call.args[0] if call.args else None)
    return given.value if isinstance(given, Constant) and isinstance(given.value, str) else None


def _uses_scheme(context: Context) -> bool:
    """Whether some route depends on the scheme, and all paths are known."""
    routes = context.project.application.routes
    used = any(
        dependency.scheme == "fastapi.security.OAuth2PasswordBearer"
        for route in routes
        for dependency in route.closure.flat()
    )
    return used and all("…" not in route.path for route in routes)


def _is_answered(url: str, context: Context) -> bool:
    """Whether some POST route may be what *url* leads to, whatever stands in front of either."""
    wanted = "/" + url.removeprefix("./").strip("/")
    return any(
        wanted.endswith(path) or path.endswith(wanted)
        for route in context.project.application.routes
        if "POST" in route.methods and (path := route.path.rstrip("/"))
    )
