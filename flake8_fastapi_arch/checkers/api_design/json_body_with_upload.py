'''A JSON body beside an upload: no request can carry both.

A file or a form field makes FastAPI read the body as a form. A model in the same signature, or in a
dependency's, is then looked for among the form's fields, where there is only text, and the answer
is 422: to JSON, to a form with the model's fields, and to a form with the model as JSON text.
FastAPI itself raises no error.

Bad:

```python title="app.py"
from fastapi import FastAPI, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Caption(BaseModel):
    title: str


@app.post("/pictures")
def add_picture(picture: UploadFile, caption: Caption) -> dict[str, str]:  # FAA126
    """A picture with its caption."""
    return {"title": caption.title}
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import FastAPI, Form, UploadFile

app = FastAPI()


@app.post("/pictures")
def add_picture(picture: UploadFile, title: Annotated[str, Form()]) -> dict[str, str]:
    """A picture with its caption."""
    return {"title": title}
```

Silent about scalars and lists of scalars, which ``Body()`` beside a file takes from the form, about
models that are marked ``Form()``, and about models with a validator of their own that may read JSON
text (``model_validator(mode="before")``).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Expression, Function
from flake8_fastapi_arch.facts.walk import dotted
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import BoundParameter, Registration, Route


@checker(
    code="FAA126",
    subject=Registration,
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{body}` is JSON beside the {kind} `{upload}`: no request fits; use `Form()`",
    advice="Take `{body}` as form fields (`Form()`) or in a request of its own: one request cannot "
    "be JSON and carry the {kind} `{upload}`.",
)
def json_body_with_upload(registration: Registration, context: Context) -> Iterator[Match]:
    for route in context.project.routing.routes(registration)[:1]:
        parameters = list(_parameters(route))
        uploads = [p for p in parameters if p.kind in ("file", "form")]
        bodies = [p for p in parameters if p.kind == "body" and _is_json(p, context)]
        if uploads and bodies:
            upload = uploads[0]
            kind = "form field" if upload.kind == "form" else "file"
            yield at(registration, body=bodies[0].name, kind=kind, upload=upload.name)


def _parameters(route: Route) -> Iterator[BoundParameter]:
    """What the handler and its dependencies take; of these, only what is always asked for."""
    yield from route.parameters
    for dependency in route.closure.flat():
        if not dependency.conditions:
            yield from dependency.parameters


def _is_json(parameter: BoundParameter, context: Context) -> bool:
    """Whether no text of a form can be what *parameter* asks for."""
    if (parameter.type_name or "").partition("[")[0] in ("dict", "typing.Dict"):
        return True
    models = context.project.models
    return bool(parameter.symbols) and all(
        models.is_pydantic(cls) and not _may_read_text(cls, context) for cls in parameter.symbols
    )


def _may_read_text(cls: ClassSymbol, context: Context) -> bool:
    """Whether a validator of *cls* sees the raw value before Pydantic refuses it."""
    for base in context.project.types.mro(cls):
        if isinstance(base, ClassSymbol):
            for member in base.node.body:
                if isinstance(member, Function) and (
                    member.name in ("__get_validators__", "__get_pydantic_core_schema__")
                    or any(map(_comes_before, member.decorators))
                ):
                    return True
    return False


def _comes_before(decorator: Expression) -> bool:
    if not isinstance(decorator, Call):
        return False
    match (dotted(decorator.func) or "").rpartition(".")[2]:
        case "model_validator":
            mode = decorator.keyword("mode")
            return not (isinstance(mode, Constant) and mode.value == "after")
        case "root_validator":
            return decorator.keyword("pre") is not None
    return False
