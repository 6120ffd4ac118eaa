'''A table class as response shows clients every column, also those added tomorrow.

The table is what is stored; the response is a promise. With one class for both, a new internal
column (a hash, a note, a flag) is published by the migration that adds it, and renaming a column
breaks clients.

Bad:

```python title="app.py"
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    note: str = ""


@app.get("/users/{user_id}")
def read_user(user_id: int) -> User:  # FAA153
    """A user."""
    return User(id=user_id, name="Ada")
```

Good:

```python title="app.py"
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    note: str = ""


class UserOut(SQLModel):
    id: int
    name: str


@app.get("/users/{user_id}", response_model=UserOut)
def read_user(user_id: int) -> object:
    """A user."""
    return User(id=user_id, name="Ada")
```

Silent where the class cannot be resolved, about SQLModel classes that are no tables, and where a
``response_model`` that is no table stands over the annotation, and where the route chooses the
columns (``response_model_include``, ``response_model_exclude``).
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler

_CHOOSING = frozenset({"response_model_include", "response_model_exclude"})


@checker(
    code="FAA153",
    subject=Handler,
    pattern="poor-models",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` returns the {orm} table `{table}`: every column is published",
    advice="Return a response model with the fields that `{handler}` promises, not the table "
    "`{table}`.",
)
def table_as_response(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if routes[0].arguments & _CHOOSING:
        return
    for cls in routes[0].response_class_symbols:
        orm = context.project.models.table_kind(cls)
        if orm is not None:
            yield at(function, handler=function.name, orm=orm, table=cls.name)
