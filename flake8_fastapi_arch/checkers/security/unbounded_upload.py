'''An upload that is read into memory, however large it is.

``await file.read()`` makes one string of all that was sent. A client that sends ten gigabytes, or a
hundred clients that send one each, take the server down; nothing before the handler limits that.

Bad:

```python title="app.py"
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/covers")
async def add_cover(file: UploadFile) -> int:
    """Add the picture of a cover."""
    picture = await file.read()  # FAA331
    return len(picture)
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException, UploadFile

app = FastAPI()
LIMIT = 5_000_000


@app.post("/covers")
async def add_cover(file: UploadFile) -> int:
    """Add the picture of a cover."""
    if file.size is None or file.size > LIMIT:
        raise HTTPException(413)
    picture = await file.read()
    return len(picture)
```

FastAPI 0.165 and newer take ``max_body_size``, for the app, a router or a route.

Silent where a size is read (``file.read(65536)``) or asked for first, where the handler, a
dependency or middleware looks at the length of the request, with ``max_body_size``, and where a
dependency or middleware is not known.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Await, Call, Function, Name
from flake8_fastapi_arch.facts.walk import own_nodes
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.routes.application import Handler
from flake8_fastapi_arch.project.security.body_limits import asks_for_length

_UPLOADS = ("fastapi.UploadFile", "starlette.datastructures.UploadFile")


@checker(
    code="FAA331",
    subject=Handler,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{file}.read()` takes an upload of any size into memory; limit it",
    advice="Refuse uploads that are too large before `{file}.read()`, or read in pieces.",
    cwe=(770, 400),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
        "https://cheatsheetseries.owasp.org/cheatsheets/File_Upload_Cheat_Sheet.html",
        "https://fastapi.tiangolo.com/tutorial/request-files/",
    ),
)
def unbounded_upload(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if context.project.body_limits.are_set:
        return
    if not all(route.closure.complete for route in routes) or _asks_for_size(function):
        return
    for site in context.project.effects.sites(handler.symbol):
        match site.call:
            case Call(func=Attribute(value=Name() as file, attr="read"), args=(), keywords=()):
                values = context.project.types.of(file, site.scope)
                is_upload = any(
                    isinstance(v, Instance) and context.project.types.is_a(v, *_UPLOADS)
                    for v in values
                )
                if is_upload and isinstance(site.parent, Await):
                    yield at(site, file=file.id)
                    return


def _asks_for_size(function: Function) -> bool:
    """Whether *function* asks how large a file or the request is."""
    return any(
        asks_for_length(node)
        or (isinstance(node, Attribute) and node.attr in ("size", "seek", "tell"))
        for node in own_nodes(function)
    )
