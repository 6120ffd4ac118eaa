'''One model for what clients send and what they receive lets them send what is not theirs.

A response carries what the server decides: keys, time stamps, states. If the same model is the
request body, clients may set them too, the documentation asks for them, and neither side can change
without the other. The same the other way round: what clients send may be a secret, and a base class
that holds it for both tells it to whoever may read.

Bad:

```python title="app.py"
from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Review(BaseModel):  # FAA151
    id: int | None = None
    text: str
    created_at: datetime | None = None


@app.put("/reviews/{review_id}")
def replace_review(review_id: int, review: Review) -> Review:
    """Replace a review."""
    return review
```

Good:

```python title="app.py"
from datetime import datetime

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class ReviewIn(BaseModel):
    text: str


class ReviewOut(ReviewIn):
    id: int
    created_at: datetime


@app.put("/reviews/{review_id}")
def replace_review(review_id: int, review: ReviewIn) -> ReviewOut:
    """Replace a review."""
    return ReviewOut(id=review_id, created_at=datetime(2026, 1, 1), text=review.text)
```

Silent about models without a field that the server owns, a creation or change time, or a key that
clients may leave out; about models that are only nested in others; and about base classes, unless
they hold a password or a key that both a request and a response inherit.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.kept import kept_for_each
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import Application, Route

_STAMPS = frozenset(
    {
        "created_at", "updated_at", "modified_at", "created_on", "updated_on", "modified_on",
        "date_created", "date_updated", "date_modified", "creation_date", "created_by",
        "updated_by", "deleted_at", "last_login",
    }
)  # fmt: skip
_KEYS = frozenset({"id", "pk", "uuid", "uid"})


@checker(
    code="FAA151",
    subject=Class,
    pattern="poor-models",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{model}` is request and response in one, so clients may {do} `{field}`; split it",
    advice="Split `{model}`: only one of what `{reads}` accepts and what `{returns}` returns may "
    "have `{field}`.",
)
def model_shared_by_request_and_response(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    field = _server_owned_field(cls, context)
    if field is None:
        yield from _shared_secret(cls, context)
        return
    reading, returning = _by_model(context.project.application)
    reads, returns = reading.get(cls), returning.get(cls)
    if reads is not None and returns is not None:
        yield at(
            node,
            anchor="",
            model=node.name,
            do="set",
            field=field,
            reads=_address(reads),
            returns=_address(returns),
        )


def _shared_secret(cls: ClassSymbol, context: Context) -> Iterator[Match]:
    """The secret that *cls*, a base of requests and responses, holds for both."""
    shared = context.project.sent_secrets.shared(cls)
    if shared is not None:
        field, reads, returns = shared
        yield at(
            cls.node,
            related=(Related(cls.module.path, field.line, f"`{field.name}`"),),
            anchor=field.name,
            model=cls.node.name,
            do="read",
            field=field.name,
            reads=_address(reads),
            returns=_address(returns),
        )


def _server_owned_field(cls: ClassSymbol, context: Context) -> str | None:
    if not context.project.models.is_pydantic(cls):
        return None
    for field in context.project.models.fields(cls):
        if field.name in _STAMPS or (field.name in _KEYS and not field.is_required):
            return field.name
    return None


@kept_for_each
def _by_model(application: Application) -> tuple[dict[object, Route], dict[object, Route]]:
    """The first route that takes each model as its body, and the first that answers with it."""
    reading: dict[object, Route] = {}
    returning: dict[object, Route] = {}
    for route in application.routes:
        for parameter in route.parameters:
            if parameter.kind == "body" and len(parameter.symbols) == 1:
                reading.setdefault(parameter.symbols[0], route)
        for cls in route.response_class_symbols:
            returning.setdefault(cls, route)
    return reading, returning


def _address(route: Route) -> str:
    return f"{'/'.join(route.methods)} {route.path}"
