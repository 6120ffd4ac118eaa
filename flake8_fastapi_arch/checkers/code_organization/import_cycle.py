'''Modules that import each other work until somebody imports them in another order.

Whichever of them is imported first is still half empty when the other one reads it. A new import, a
test that starts elsewhere, or a sorted import block then ends in an ``ImportError`` that blames a
module nobody has touched. And none of the modules of a cycle can be understood or moved alone.

Bad:

```python title="app.py"
import books
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{key}")
def read_title(key: int) -> str:
    """The title of a book."""
    return books.title(key)
```

```python title="books.py"
import authors


def title(key: int) -> str:
    return f"Book {key} by {authors.name(key)}"
```

```python title="authors.py"
import books  # FAA505


def name(key: int) -> str:
    return f"the author of {books.__name__} {key}"
```

Good:

```python title="authors.py"
def name(key: int) -> str:
    return f"the author of book {key}"
```

One finding a group of modules, at the import that closes its shortest circle; the way begins where
the application comes in.

Silent about imports inside of functions and under ``TYPE_CHECKING``, about modules that import
something of a package they lie in (which is always imported before them), and in tests.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Module


@checker(
    code="FAA505",
    subject=Module,
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    when=When.REVIEW,
    message="importing `{module}` closes a circle of {count}: {way}; move what they share below",
    advice="Break the circle {way}: move what its modules share into one that imports none of "
    "them.",
)
def import_cycle(module: Module, context: Context) -> Iterator[Match]:
    dotted_name = context.project.imports.dotted_name
    for circle in context.project.import_graph.cycles:
        closing = circle[-1]
        if closing.importer != module.path:
            continue
        names = [dotted_name(edge.importer) for edge in circle]
        yield at(
            closing,
            related=tuple(
                Related(edge.importer, edge.line, f"imports `{dotted_name(edge.target)}`")
                for edge in circle[:-1]
            ),
            module=names[0],
            count=len(names),
            way=" -> ".join(f"`{name}`" for name in (*names, names[0])),
        )
