'''A table class as request body accepts whatever the table has.

Clients can then set every column: the key, the owner, the role. A SQLModel class with
``table=True`` does not even validate: types, lengths and ranges are not checked before the insert.

Bad:

```python title="app.py"
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    is_admin: bool = False


@app.put("/users/{user_id}")
def replace_user(user_id: int, user: User) -> str:  # FAA152
    """Replace a user."""
    return user.name
```

Good:

```python title="app.py"
from fastapi import FastAPI
from sqlmodel import Field, SQLModel

app = FastAPI()


class UserBase(SQLModel):
    name: str


class User(UserBase, table=True):
    id: int | None = Field(default=None, primary_key=True)
    is_admin: bool = False


@app.put("/users/{user_id}")
def replace_user(user_id: int, user: UserBase) -> str:
    """Replace a user."""
    return user.name
```

Silent where the class cannot be resolved, and about SQLModel classes that are no tables.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA152",
    subject=Handler,
    pattern="poor-models",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{parameter}` is the {orm} table `{table}`: clients may set any column",
    advice="Accept a model with the fields that clients may set, and make the `{table}` row of it.",
)
def table_as_request_body(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    places = {parameter.name: parameter for parameter in function.parameters}
    for parameter in routes[0].parameters:
        place = places.get(parameter.name)
        if parameter.kind != "body" or place is None:
            continue
        for cls in parameter.symbols:
            orm = context.project.models.table_kind(cls)
            if orm is not None:
                yield at(place, parameter=parameter.name, orm=orm, table=cls.name)
                break
