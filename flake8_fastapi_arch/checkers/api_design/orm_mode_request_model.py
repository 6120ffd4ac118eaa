'''A request model that is set up to be read from rows.

``from_attributes`` (``orm_mode``) is for models that are made of objects: of rows that go out. On a
model that only ever comes in it says nothing about requests, but tells readers that this is a
response model, and a row passed to it by mistake is taken without a word.

Bad:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

app = FastAPI()


class BookIn(BaseModel):  # FAA154
    model_config = ConfigDict(from_attributes=True)

    title: str


@app.put("/books/{book_id}")
def put_book(book_id: int, book: BookIn) -> str:
    """Another title."""
    return book.title
```

Good:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class BookIn(BaseModel):
    title: str


@app.put("/books/{book_id}")
def put_book(book_id: int, book: BookIn) -> str:
    """Another title."""
    return book.title
```

Silent about models that some route returns, in another model or as a base of one, too, about those
that ``model_validate`` may make, and where the setting is inherited.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Call, Class, Constant, Dict, Expression, Name
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol

_SETTINGS = ("from_attributes", "orm_mode")


@checker(
    code="FAA154",
    subject=Class,
    pattern="poor-models",
    impact=Impact.LOW,
    priority=Priority.P2,
    message="`{model}` only comes in with requests; `{setting}` is for what is read from rows",
    advice="Remove `{setting}` from `{model}`: no route returns it, and nothing makes it of a row.",
)
def orm_mode_request_model(node: Class, context: Context) -> Iterator[Match]:
    setting = next(_own_settings(node), None)
    if setting is None:
        return
    cls, uses = ClassSymbol(context.module, node), context.project.model_uses
    if (
        uses.received(cls)
        and context.project.models.is_pydantic(cls)
        and not uses.is_returned(cls)
        and not uses.is_made_of_objects(cls)
    ):
        yield at(node, anchor="", model=node.name, setting=setting)


def _own_settings(node: Class) -> Iterator[str]:
    """The settings by which *node* itself asks to be made of objects."""
    for statement in node.body:
        match statement:
            case Assign(targets=(Name(id="model_config"),), value=value):
                yield from (name for name, said in _items(value) if _is_setting(name, said))
            case Class(name="Config", body=body):
                for inner in body:
                    match inner:
                        case Assign(targets=(Name(id=name),), value=said):
                            if _is_setting(name, said):
                                yield name


def _items(value: Expression | None) -> Iterator[tuple[str, Expression]]:
    match value:
        case Call(keywords=keywords):
            yield from ((k.arg, k.value) for k in keywords if k.arg is not None)
        case Dict(keys=keys, values=values):
            for key, held in zip(keys, values):
                if isinstance(key, Constant) and isinstance(key.value, str):
                    yield key.value, held


def _is_setting(name: str, value: Expression | None) -> bool:
    return name in _SETTINGS and isinstance(value, Constant) and value.value is True
