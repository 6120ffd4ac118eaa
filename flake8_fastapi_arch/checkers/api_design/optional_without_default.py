'''An optional field that clients have to send.

Until Pydantic 1 ``Optional[str]`` had the default ``None``. Pydantic 2 takes it by its word: the
field may be ``None``, and it must be there. A client that leaves it out gets a 422, and a PATCH
that has to name every field is none.

Bad:

```text title="requirements.txt"
fastapi>=0.130
pydantic>=2.7
```

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class BookChange(BaseModel):
    title: str | None  # FAA158
    price: int | None = None


@app.patch("/books/{book_id}")
def change_book(book_id: int, change: BookChange) -> dict[str, object]:
    """Change what is named."""
    return change.model_dump(exclude_unset=True)
```

Good:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class BookChange(BaseModel):
    title: str | None = None
    price: int | None = None


@app.patch("/books/{book_id}")
def change_book(book_id: int, change: BookChange) -> dict[str, object]:
    """Change what is named."""
    return change.model_dump(exclude_unset=True)
```

In other requests than PATCH only ``Optional[...]`` counts, and only in models in which no optional
field has a default: whoever writes ``str | None``, or both, may well mean "null, but said".

Silent where Pydantic 2 is not certain, about ``Field(...)``, about the only field of a model (null
is what it has to say), and about models that no route takes as its body.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    BinOp,
    Class,
    Constant,
    Expression,
    Name,
    Subscript,
)
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA158",
    subject=Class,
    pattern="poor-models",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    message="`{field}` may be None but clients must send it; give it the default `None`",
    advice="Give `{field}` of `{model}` the default `None`: Pydantic 2 requires optional fields "
    "without one.",
)
def optional_without_default(node: Class, context: Context) -> Iterator[Match]:
    cls = ClassSymbol(context.module, node)
    routes = context.project.model_uses.received(cls)
    if not routes or not context.project.models.is_pydantic(cls) or not _is_on_2(context):
        return
    if len(context.project.models.fields(cls)) == 1:
        return
    scope = context.project.names.scope_of(context.module, node)
    fields = [s for s in node.body if isinstance(s, Assign) and s.annotation is not None]
    required = [(f, _spelling(f.annotation, scope, context)) for f in fields if f.value is None]
    is_patch = all("PATCH" in route.methods for route in routes)
    is_mixed = any(f.value is not None and _spelling(f.annotation, scope, context) for f in fields)
    for field, spelling in required:
        if (spelling == "Optional" and not is_mixed) or (spelling is not None and is_patch):
            [target] = field.targets
            if isinstance(target, Name):
                yield at(field, field=target.id, model=node.name)


def _is_on_2(context: Context) -> bool:
    environment, path = context.project.environment, context.module.path
    return bool(
        environment.certainly("pydantic", ">=2", path)
        or environment.certainly("fastapi", ">=0.126", path)
    )


def _spelling(annotation: Expression | None, scope: Scope, context: Context) -> str | None:
    """How *annotation* says that the field may be ``None``; None where it does not."""
    match annotation:
        case Subscript(value=value):
            if "typing.Optional" in context.project.names.dotted(value, scope):
                return "Optional"
        case BinOp(op="|", left=left, right=right):
            if any(isinstance(side, Constant) and side.value is None for side in (left, right)):
                return "|"
            return _spelling(left, scope, context)
    return None
