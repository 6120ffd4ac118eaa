'''A password is stored, or compared, as the client sent it.

Whoever gets at the table, a backup of it, or a log of its statements, has every password, and with
it the accounts at other sites where people use the same one. A hash made for passwords (argon2,
bcrypt) is of no use to them.

Bad:

```python title="app.py"
from typing import Annotated, Iterator

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    password: Mapped[str]


class Registration(BaseModel):
    name: str
    password: str


class Registered(BaseModel):
    name: str


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.post("/users", status_code=201)
def register(
    payload: Registration, session: Annotated[Session, Depends(get_session)]
) -> Registered:
    """Open an account."""
    user = User(**payload.model_dump())  # FAA309
    session.add(user)
    session.commit()
    return Registered(name=user.name)
```

Good:

```python title="app.py"
import hashlib
import os
from typing import Annotated, Iterator

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    password: Mapped[str]


class Registration(BaseModel):
    name: str
    password: str


class Registered(BaseModel):
    name: str


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def hashed(password: str) -> str:
    salt = os.urandom(16)
    return (salt + hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)).hex()


@app.post("/users", status_code=201)
def register(
    payload: Registration, session: Annotated[Session, Depends(get_session)]
) -> Registered:
    """Open an account."""
    user = User(name=payload.name, password=hashed(payload.password))
    session.add(user)
    session.commit()
    return Registered(name=user.name)
```

Silent where the password goes through any function that is not known to leave it as it is, where
the table has a validator, a setter or a column type of its own for it, and for tables that are not
of accounts or passwords that by their name open something else: that of a mail server must be kept
as it is.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Compare, Expression, Function
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.data.models import Field
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.security.request_data import Flow, Policy

_OWNERS = (
    "user|account|member|customer|admin|person|student|teacher|employee|patient|login|author"
)
_WORDS = rf"{_OWNERS}|auth|plain|raw|hashed|encrypted|new|current|initial|temporary|web|app|portal"
"""What may stand before: of ``smtp_password`` somebody else keeps the hash."""
_PASSWORD = re.compile(
    rf"^(?:(?:{_WORDS})_?)*(?:password|passwd|passphrase|pwd)"
    r"(?:_hash(?:ed)?|_digest)?$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(_OWNERS, re.IGNORECASE)
_SENT = Policy(
    frozenset({"body", "form", "query", "header"}), named=_PASSWORD, cuts=False, checks=False
)


@checker(
    code="FAA309",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{table}.{column}` {gets} the password as `{function}` received it; hash it",
    advice="Store a hash made for passwords (argon2, bcrypt, scrypt) in `{table}.{column}`, and "
    "verify what `{function}` receives with the library's own function.",
    cwe=(256, 522),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
    ),
)
def plaintext_password(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not context.project.effects.serves(symbol):
        return
    data, filling = context.project.request_data, context.project.assigned_columns
    scope = context.project.names.scope_of(context.module, function)
    for filled in filling.of(symbol):
        for column in filling.columns(filled.table):
            if filled.column not in (None, column) or not _keeps_passwords(
                filled.table, column, context
            ):
                continue
            if filled.column is None and filling.fills_itself(symbol, column):
                continue
            way = (column,) if filled.column is None else ()
            flow = data.flow(filled.value, scope, _SENT, way)
            if flow is not None and not flow.composed:
                yield _found(filled.place, filled.table, column, "gets", flow, context)
    for node in own(function, Compare):
        if node.ops in (("==",), ("!=",)):
            for stored, sent in (
                (node.left, node.comparators[0]),
                (node.comparators[0], node.left),
            ):
                table = _table_of(stored, scope, context)
                if table is None or not isinstance(stored, Attribute):
                    continue
                flow = data.flow(sent, scope, _SENT)
                if flow is not None and not flow.composed:
                    yield _found(stored, table, stored.attr, "is compared with", flow, context)


def _found(
    place: Placed, table: ClassSymbol, column: str, gets: str, flow: Flow, context: Context
) -> Match:
    return at(
        place,
        related=context.passed_by(flow),
        anchor=f"{table.name} {column} {gets}",
        table=table.name,
        column=column,
        gets=gets,
        function=flow.names[0],
    )


def _table_of(stored: Expression, scope: Scope, context: Context) -> ClassSymbol | None:
    """The table whose column for passwords *stored* is: of a row, or in a query."""
    if not isinstance(stored, Attribute):
        return None
    for value in context.project.types.of(stored.value, scope):
        cls = value.type if isinstance(value, Instance) else value
        if isinstance(cls, ClassSymbol) and _keeps_passwords(cls, stored.attr, context):
            return cls
    return None


def _keeps_passwords(table: ClassSymbol, column: str, context: Context) -> bool:
    """Whether *column* holds the passwords of accounts just as they are put in."""
    models = context.project.models
    if not _PASSWORD.search(column) or not _ACCOUNT.search(table.name):
        return False
    if models.table_kind(table) is None or _has_code(table, column, context):
        return False
    fields = [field for field in models.fields(table) if field.name == column]
    return any(_is_plain(field, context) for field in fields)


def _has_code(table: ClassSymbol, column: str, context: Context) -> bool:
    """Whether the table has methods that may change what is put in."""
    types = context.project.types
    for name in ("__init__", "__setattr__", "before_save", "save"):
        if types.member(table, name) is not None:
            return True
    return any(
        isinstance(method, Function) and method.decorators and column in _texts(method)
        for base in types.mro(table)
        if isinstance(base, ClassSymbol)
        for method in base.node.body
    )


def _texts(method: Function) -> set[str]:
    nodes = [node for decorator in method.decorators for node in (decorator, *_args(decorator))]
    return {str(getattr(node, "value", "")) for node in nodes} | {method.name}


def _args(decorator: Expression) -> tuple[Expression, ...]:
    return getattr(decorator, "args", ())


_TEXT_TYPES = frozenset({"String", "Text", "Unicode", "UnicodeText", "VARCHAR", "CHAR", "TEXT"})


def _is_plain(field: Field, context: Context) -> bool:
    """Whether the column is declared as text, with no type of its own."""
    scope = context.project.names.scope_of(field.owner.module, field.owner.node)
    names = context.project.names
    for argument in _args(field.default) if field.default is not None else ():
        called = getattr(argument, "func", argument)
        dotted = names.dotted(called, scope)
        if not any(name.rpartition(".")[2] in _TEXT_TYPES for name in dotted):
            return False
    return True
