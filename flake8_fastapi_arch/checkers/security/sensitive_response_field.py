'''A response that tells secrets: a password, its hash, or a key.

The response model is what FastAPI sends. A field for the password in it, inherited from a model for
requests, in a nested model or in a table that serves as response, is sent to whoever may read the
rest; a hash is guessed at leisure.

Bad:

```python title="app.py"
from fastapi import FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    hashed_password: str


class UserRead(SQLModel):
    name: str
    hashed_password: str


@app.get("/users/{user_id}", response_model=UserRead)
def read_user(user_id: int):  # FAA306
    """One user."""
    with Session(engine) as session:
        user = session.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return user
```

Good:

```python title="app.py"
from fastapi import FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    hashed_password: str


class UserRead(SQLModel):
    name: str


@app.get("/users/{user_id}", response_model=UserRead)
def read_user(user_id: int):
    """One user."""
    with Session(engine) as session:
        user = session.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return user
```

What is secret is told by the field's name, where its type is text: passwords and their hashes on
every route, keys that a table keeps and other secrets on routes that read. Dicts that a handler
writes out count as well: passwords of rows wherever they are sent, keys and other settings where
strangers read them.

Silent about fields with ``exclude=True``, with a serializer of their own, of type ``SecretStr`` or
that are no text; about settings that one path shows and takes back, there or below it, to be
edited; about routes that are there to show the key (``/me/api-key``); where
``response_model_exclude`` or ``response_model_include`` is given; where the project puts a constant
into the field (``"***"``); about optional fields that no table fills; about secrets that a route
returns once, when it makes them; and about what only a branch puts into a dict.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA306",
    subject=Handler,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{handler}` sends `{secret}` to its clients; leave it out of the response",
    advice="Leave `{secret}` out of what `{handler}` returns.",
    cwe=(200, 213),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/"
        "0xa3-broken-object-property-level-authorization/",
        "https://fastapi.tiangolo.com/tutorial/response-model/",
    ),
)
def sensitive_response_field(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    for route in handler.routes[:1]:
        for field in context.project.sent_secrets.in_models(route):
            place = Related(field.owner.module.path, field.line, f"`{field.name}`")
            secret = f"{field.owner.name}.{field.name}"
            yield at(function, related=(place,), handler=function.name, secret=secret)
            return
        for key, line in context.project.sent_secrets.written_out(route):
            place = Related(context.module.path, line, f"`{key}`")
            yield at(function, related=(place,), handler=function.name, secret=key)
            return
