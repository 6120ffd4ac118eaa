'''A response that tells secrets: a password, its hash, or a key.

The response model is what FastAPI sends. A field for the password in it, inherited from a model for
requests, in a nested model or in a table that serves as response, is sent to whoever may read the
rest; a hash is guessed at leisure.

Bad:

```python title="app.py"
from fastapi import FastAPI
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
        return session.get_one(User, user_id)
```

Good:

```python title="app.py"
from fastapi import FastAPI
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
        return session.get_one(User, user_id)
```

What is secret is told by the field's name, where its type is text: passwords and their hashes on
every route, keys and other secrets on routes that read.

Silent about fields with ``exclude=True``, with a serializer of their own, of type ``SecretStr`` or
that are no text; about settings that one path shows and takes back, to be edited; where
``response_model_exclude`` or ``response_model_include`` is given; where the project puts a constant
into the field (``"***"``); about optional fields that no table fills; and about secrets that a
route returns once, when it makes them.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Assign, Call, Constant, Function, Module
from flake8_fastapi_arch.facts.walk import dotted, statements
from flake8_fastapi_arch.project.application import Route
from flake8_fastapi_arch.project.instances import Instance, Values
from flake8_fastapi_arch.project.models import Field
from flake8_fastapi_arch.project.symbols import ClassSymbol

_PASSWORD = re.compile(
    r"(?:\w+_)?(?:password|passwd|passphrase|pwd)(?:_(?:hash|hashed|digest|salt|encrypted))?"
    r"|(?:hashed|encrypted)_?(?:password|pwd)"
)
_SECRET = re.compile(
    r"(?:\w+_)?(?:secret|secret_key|private_key|client_secret|api_secret|(?:totp|otp|mfa)_secret"
    r"|signing_key|reset(?:_password)?_token|verification_token|activation_token)"
)
_NO_SECRET = re.compile(
    r"(?:has|is|needs?|requires?|must|should|allow|change|min|max|with|no|use|show|hide|forgot"
    r"|enable|auto|generate|random)_"
)
_MAKING = re.compile(r"(?:^|_)(?:generate|suggest|propose|random)")
"""A handler that hands out a new password, which is nobody's yet."""
_TEXT = frozenset({"builtins.str", "builtins.bytes"})
_MAX_NESTING = 3


@checker(
    code="FAA306",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{handler}` sends `{model}.{field}` to its clients; leave it out of the response",
    advice="Return a model without `{field}` from `{handler}`.",
    cwe=(200, 213),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/"
        "0xa3-broken-object-property-level-authorization/",
        "https://fastapi.tiangolo.com/tutorial/response-model/",
    ),
)
def sensitive_response_field(function: Function, context: Context) -> Iterator[Match]:
    routes = context.project.application.routes_of(function)
    if not routes or _chooses_fields(function) or _MAKING.search(function.name.lower()):
        return
    for cls in routes[0].response_class_symbols:
        if _is_form(cls, routes[0], context):
            continue
        for field in _sensitive(cls, routes[0], context, 0):
            place = Related(field.owner.module.path, field.line, f"`{field.name}`")
            yield at(
                function,
                related=(place,),
                handler=function.name,
                model=field.owner.name,
                field=field.name,
            )
            return


def _chooses_fields(function: Function) -> bool:
    """Whether the decorator says which fields are sent."""
    return any(
        isinstance(decorator, Call) and (decorator.keyword(name) is not None or decorator.is_spread)
        for decorator in function.decorators
        for name in ("response_model_exclude", "response_model_include")
    )


def _is_form(cls: ClassSymbol, route: Route, context: Context) -> bool:
    """Whether *cls* is what one path shows and takes back: settings that somebody edits."""
    here = [other for other in context.project.application.routes if other.path == route.path]
    shown = any("GET" in other.methods and cls in other.response_class_symbols for other in here)
    return shown and any(
        cls in parameter.symbols and parameter.kind == "body"
        for other in here
        for parameter in other.parameters
    )


def _sensitive(cls: ClassSymbol, route: Route, context: Context, depth: int) -> Iterator[Field]:
    """The fields of *cls*, or of what it holds, that must not be sent."""
    models = context.project.models
    serialises = models.is_pydantic(cls) or models.table_kind(cls) in ("SQLModel", "Beanie")
    if depth > _MAX_NESTING or not serialises or _has_serializer(cls, None, context):
        return
    for field in models.fields(cls):
        if field.annotation is None or _is_excluded(field):
            continue
        scope = context.project.names.scope_of(field.owner.module, field.owner.node)
        values = context.project.types.of_annotation(field.annotation, scope)
        if _is_secret(field, route) and _is_text(values):
            is_sent = _is_filled(field, context) and not _is_masked(field, context)
            if is_sent and not _has_serializer(cls, field.name, context):
                yield field
        else:
            for inner in _classes(values):
                if inner != cls:
                    yield from _sensitive(inner, route, context, depth + 1)


def _is_secret(field: Field, route: Route) -> bool:
    name = field.name.lower()
    if _NO_SECRET.match(name):
        return False
    if _PASSWORD.fullmatch(name):
        return True
    return "GET" in route.methods and _SECRET.fullmatch(name) is not None


def _is_excluded(field: Field) -> bool:
    """Whether the field never serialises: ``exclude=True``, or a relationship of a table."""
    default = field.default
    if not isinstance(default, Call):
        return False
    if (dotted(default.func) or "").rpartition(".")[2] in ("Relationship", "PrivateAttr"):
        return True
    excluded = default.keyword("exclude")
    return excluded is not None and not (isinstance(excluded, Constant) and not excluded.value)


def _is_text(values: Values) -> bool:
    return any(isinstance(value, Instance) and value.library in _TEXT for value in values)


def _classes(values: Values) -> Iterator[ClassSymbol]:
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.type, ClassSymbol):
                yield value.type
            for held in value.arguments:
                yield from _classes(held)


def _is_filled(field: Field, context: Context) -> bool:
    """Whether the field has to be given, or is a column of some table."""
    default = field.default
    if isinstance(default, Call):
        first = default.args[0] if default.args else default.keyword("default")
        default = first
    if default is None:
        return True
    return any(field.name in table.columns for table in context.project.data.tables)


def _has_serializer(cls: ClassSymbol, name: str | None, context: Context) -> bool:
    """Whether *cls* serialises the field *name*, or itself, in a way of its own."""
    wanted = "model_serializer" if name is None else "field_serializer"
    for base in context.project.types.mro(cls):
        for method in base.node.body if isinstance(base, ClassSymbol) else ():
            for decorator in method.decorators if isinstance(method, Function) else ():
                func = decorator.func if isinstance(decorator, Call) else decorator
                if (dotted(func) or "").rpartition(".")[2] != wanted:
                    continue
                named = decorator.args if isinstance(decorator, Call) else ()
                words = [a.value for a in named if isinstance(a, Constant)]
                if name is None or name in words or "*" in words:
                    return True
    return False


def _is_masked(field: Field, context: Context) -> bool:
    """Whether the project puts a constant into the field, or takes it out."""
    for call, _ in context.project.calls_named(field.owner.name):
        given = call.keyword(field.name)
        if isinstance(given, Constant):
            return True
    return any(
        isinstance(statement, Assign)
        and isinstance(statement.value, Constant)
        and any(target is attribute for target in statement.targets)
        for attribute, scope in context.project.attributes_named(field.name)
        if isinstance(scope.owner, (Function, Module))
        for statement in statements(scope.owner.body)
    )
