'''A route that does not say what it answers.

Without a return annotation or ``response_model`` FastAPI checks nothing and filters nothing:
whatever the handler returns is sent, a column that was added yesterday, too. The schema says
``{}``, so generated clients have no type for the answer, and no test notices when it changes.

Bad:

```python title="app.py"
from fastapi import FastAPI

app = FastAPI()


@app.get("/books/{book_id}")
def read_book(book_id: int):  # FAA106
    """A book."""
    return {"id": book_id, "title": "Emma", "purchase_price": 7}
```

Good:

```python title="app.py"
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Book(BaseModel):
    id: int
    title: str


@app.get("/books/{book_id}")
def read_book(book_id: int) -> Book:
    """A book."""
    return Book(id=book_id, title="Emma")
```

Silent about handlers that return a response of their own, nothing, something unknown, or the same
for every request (``{"status": "deleted"}``), about streams, pages and files, about statuses
without a body and redirects, and about routes that are not in the schema. ``response_model=None``
says something, too.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Constant, Dict, Display, Expression
from flake8_fastapi_arch.project.modules.files import is_test
from flake8_fastapi_arch.project.routes.application import Handler, Route
from flake8_fastapi_arch.project.routes.responses import is_json


@checker(
    code="FAA106",
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` does not say what it answers; annotate what it returns",
    advice="Give `{handler}` a return annotation or `response_model`, so that its answer is "
    "checked, filtered and documented.",
)
def missing_response_model(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if function.returns is not None or function.is_generator or is_test(context.module.path):
        return
    if not all(map(_answers_undeclared_json, routes)):
        return
    responses = context.project.responses
    returned = list(responses.returns(handler.symbol))
    if all(_acknowledges(value) for _, value, _ in returned):
        return
    if all(responses.is_data(value, scope) for _, value, scope in returned):
        yield at(function, anchor="", handler=function.name)


def _acknowledges(value: Expression) -> bool:
    """Whether *value* is the same for every request: ``{"status": "ok"}``, ``True``."""
    match value:
        case Constant():
            return True
        case Dict(values=values) | Display(items=values):
            return all(map(_acknowledges, values))
    return False


def _answers_undeclared_json(route: Route) -> bool:
    declared = route.arguments & {"response_model", "response_class", "**"}
    status = route.status_code
    has_body = "status_code" not in route.arguments or (status is not None and status < 300)
    return (
        route.kind == "http"
        and not declared
        and route.include_in_schema
        and is_json(route.response_class)
        and has_body
        and status != 204
    )
