'''Two models that repeat each other's fields.

Whoever adds a field, or a limit to one, has to find the other model, and will forget it once: then
what may be sent and what is shown differ without a reason. A base model says the fields once.

Bad:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class BookIn(BaseModel):
    title: str
    author: str
    pages: int
    price: int
    language: str


class BookOut(BaseModel):  # FAA159
    id: int
    title: str
    author: str
    pages: int
    price: int
    language: str


@app.put("/books/{book_id}")
def put_book(book_id: int, book: BookIn) -> BookOut:
    """Another book."""
    return BookOut(id=book_id, **book.model_dump())
```

Good:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class BookIn(BaseModel):
    title: str
    author: str
    pages: int
    price: int
    language: str


class BookOut(BookIn):
    id: int


@app.put("/books/{book_id}")
def put_book(book_id: int, book: BookIn) -> BookOut:
    """Another book."""
    return BookOut(id=book_id, **book.model_dump())
```

Speaks only when asked: whether two models are one thing or only look alike is for their owners to
say.

Silent about fewer than five equal fields (name and type), or ten where the names of the models have
no word in common (a role and a department), about those that all models have (`id`, `created_at`),
about models that share less than three fifths of the smaller one, inherit from each other, or have
the same name, and about models of other directories: versions and services may drift apart on
purpose.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Class
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA159",
    subject=Class,
    pattern="poor-models",
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="`{model}` repeats {count} fields of `{other}`; give both a base",
    advice="Declare the {count} fields that `{model}` and `{other}` have in common in a base of "
    "both.",
)
def copied_model_fields(node: Class, context: Context) -> Iterator[Match]:
    if not node.bases:
        return
    copied = context.project.model_uses.copied(ClassSymbol(context.module, node))
    if copied is not None:
        other, fields = copied
        place = Related(other.module.path, other.node.line, f"`{other.name}` declares them, too")
        yield at(
            node,
            related=(place,),
            anchor=other.name,
            model=node.name,
            other=other.name,
            count=len(fields),
        )
