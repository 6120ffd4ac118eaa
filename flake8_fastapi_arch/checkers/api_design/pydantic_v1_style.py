'''Pydantic 1's names in a project on Pydantic 2.

They still work, with a warning each, and Pydantic 3 removes them. Some no longer do what they say:
a setting by its old name is none, so with ``orm_mode = True`` a model is not made of rows, and
nothing fails until somebody tries. And ``class Config`` cannot stand beside ``model_config``.

Bad:

```text title="requirements.txt"
fastapi>=0.130
pydantic>=2.7
```

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    title: str

    class Config:  # FAA157
        extra = "forbid"


@app.put("/books/{book_id}")
def put_book(book_id: int, book: Book) -> dict[str, object]:
    """Another book."""
    return book.dict()  # FAA157
```

Good:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str


@app.put("/books/{book_id}")
def put_book(book_id: int, book: Book) -> dict[str, object]:
    """Another book."""
    return book.model_dump()
```

Silent where Pydantic 2 is not certain, about ``pydantic.v1``, about methods that a model defines
itself, and where the same function calls the name of Pydantic 2, too: that runs with either.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Class, Function, Module
from flake8_fastapi_arch.facts.walk import definitions
from flake8_fastapi_arch.project.inference.types import Instance, Value
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, LibrarySymbol

_METHODS = {
    "dict": "model_dump", "json": "model_dump_json", "copy": "model_copy",
    "parse_obj": "model_validate", "parse_raw": "model_validate_json",
    "from_orm": "model_validate", "construct": "model_construct", "schema": "model_json_schema",
    "update_forward_refs": "model_rebuild",
}  # fmt: skip
_DECORATORS = {
    "pydantic.validator": "field_validator", "pydantic.root_validator": "model_validator",
}  # fmt: skip
_MODELS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel"})


@checker(
    code="FAA157",
    subject=Module,
    pattern="poor-models",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{old}` is Pydantic 1, this project runs on 2; write `{new}`",
    advice="Write `{new}` instead of `{old}`; `bump-pydantic` does most of it.",
)
def pydantic_v1_style(module: Module, context: Context) -> Iterator[Match]:
    environment = context.project.environment
    if environment.certainly("pydantic", ">=2", module.path) or environment.certainly(
        "fastapi", ">=0.126", module.path
    ):
        for place, old, new in (*_declared(module, context), *_called(module, context)):
            yield at(place, old=old, new=new)


def _declared(module: Module, context: Context) -> Iterator[tuple[Placed, str, str]]:
    """The inner classes and decorators of Pydantic 1."""
    names = context.project.names
    for node in definitions(module):
        if isinstance(node, Class) and node.name == "Config" and "." in node.qualname:
            outer = names.enclosing_class(names.scope_around(module, node))
            if outer is not None and _is_model(Instance(outer), context):
                yield node, "class Config", "model_config = ConfigDict(...)"
        elif isinstance(node, Function) and node.decorators:
            for decorator in node.decorators:
                func = decorator.func if isinstance(decorator, Call) else decorator
                for dotted in names.dotted(func, names.scope_around(module, node)):
                    if dotted in _DECORATORS:
                        yield node, f"@{dotted.rpartition('.')[2]}", f"@{_DECORATORS[dotted]}"


def _called(module: Module, context: Context) -> Iterator[tuple[Placed, str, str]]:
    """The calls of Pydantic 1's methods on what surely is a model."""
    scopes = context.project.names.scopes(module)
    for old, new in _METHODS.items():
        new_here = {scope for _, scope in scopes.calls_named(new)}
        for call, scope in scopes.calls_named(old):
            if isinstance(call.func, Attribute) and scope not in new_here:
                values = context.project.types.of(call.func.value, scope)
                if values and all(_keeps(value, old, context) for value in values):
                    yield call, f".{old}()", f".{new}()"


def _keeps(value: Value, method: str, context: Context) -> bool:
    """Whether *value* is a model, or a class of models, with Pydantic's own *method*."""
    cls = value.type if isinstance(value, Instance) else value
    if not isinstance(cls, (ClassSymbol, LibrarySymbol)) or not _is_model(Instance(cls), context):
        return False
    return isinstance(cls, LibrarySymbol) or context.project.types.member(cls, method) is None


def _is_model(value: Instance, context: Context) -> bool:
    types = context.project.types
    return types.is_a(value, *_MODELS) and not types.is_a(value, "pydantic.v1.BaseModel")
