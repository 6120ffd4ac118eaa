'''A raw body passed as ``data=``, which is for form fields.

``httpx``, and with it ``TestClient``, takes text and bytes in ``data=`` with a deprecation warning
that tells to use ``content=``. And a body of JSON sent so has no content type, so that the
test is not what a client does.

Bad:

```python title="app.py"
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/notes")
async def add_note(request: Request) -> int:
    """Keep a note; how long it is."""
    return len(await request.body())
```

```python title="test_app.py"
import json

from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_a_note_is_kept() -> None:
    response = client.post("/notes", data=json.dumps({"text": "milk"}))  # FAA611
    assert response.json() == 16
```

Good:

```python title="test_app.py"
from app import app
from fastapi.testclient import TestClient

client = TestClient(app)


def test_a_note_is_kept() -> None:
    response = client.post("/notes", json={"text": "milk"})
    assert response.json() == 15
```

Silent about form fields, about what is not surely text or bytes, and about other clients than
``TestClient`` and ``httpx``.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Expression, Module, Unlowered
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.project.inference.instances import Instance
from flake8_fastapi_arch.project.modules.scopes import Scope

_RAW = frozenset({"builtins.str", "builtins.bytes"})


@checker(
    code="FAA611",
    subject=Module,
    impact=Impact.LOW,
    priority=Priority.P2,
    message="`data=` is for form fields; pass the body as `{instead}`",
    advice="Pass raw bodies as `content=` and JSON as `json=`: here, as `{instead}`.",
)
def raw_body_as_data(module: Module, context: Context) -> Iterator[Match]:
    if module not in context.project.fixtures.tests:
        return
    seen = set()
    for request in context.project.test_requests.of(module):
        data = request.call.keyword("data")
        if data is None or request.client is None or request.call in seen:
            continue
        seen.add(request.call)
        is_json = _is_json(data, request.scope, context)
        if is_json or _is_raw(data, request.scope, context):
            instead = "json=" if is_json else "content="
            yield at(request.call, anchor=text(request.call.func), instead=instead)


def _is_json(data: Expression, scope: Scope, context: Context) -> bool:
    return isinstance(data, Call) and "json.dumps" in context.project.names.dotted(data.func, scope)


def _is_raw(data: Expression, scope: Scope, context: Context) -> bool:
    """Whether *data* is text or bytes, whatever else is known of it."""
    match data:
        case Unlowered(parts=()):  # a literal of bytes
            return True
        case Call(func=Attribute(attr="encode" | "model_dump_json")):
            return True
    values = context.project.types.of(data, scope)
    return bool(values) and all(isinstance(v, Instance) and v.library in _RAW for v in values)
