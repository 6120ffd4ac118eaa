'''A response model that the return annotation says already.

FastAPI takes the return annotation as response model. Said twice, one of them will be changed
alone, and then ``response_model`` wins while readers and type checkers believe the annotation.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books", response_model=list[str])  # FAA107
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]
```

Good:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books")
def list_books() -> list[str]:
    """All books."""
    return ["Emma"]
```

Silent where the two differ: a response model that is narrower than what the handler returns is what
the argument is for.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant, Expression
from flake8_fastapi_arch.facts.text import spelled
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA107",
    subject=Handler,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.ASKED,
    message="`response_model={model}` repeats the return annotation; leave it out",
    advice="Leave `response_model={model}` out: the return annotation of `{handler}` says it.",
)
def redundant_response_model(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    if function.returns is None:
        return
    returned = _type(function.returns)
    for decorator in function.decorators:
        model = decorator.keyword("response_model") if isinstance(decorator, Call) else None
        if isinstance(decorator, Call) and model is not None:
            said = _type(model)
            if said is not None and said == returned:
                yield at(decorator, model=said, handler=function.name)


def _type(annotation: Expression) -> str | None:
    """*annotation* as text; None for ``None``, which means something else in each place."""
    if isinstance(annotation, Constant):
        return annotation.value if isinstance(annotation.value, str) else None
    return spelled(annotation)
