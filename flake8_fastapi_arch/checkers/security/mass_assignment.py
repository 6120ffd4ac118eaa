'''Every field of a body becomes a column, those of the server's own among them.

`User(**payload.model_dump())` stores what the client sends, and a client that sends `is_admin` is
one. Such a field is seldom written for clients: it came with a base class, or when response and
request were made one model.

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
    is_admin: Mapped[bool] = mapped_column(default=False)


class Registration(BaseModel):
    name: str
    is_admin: bool = False


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
    user = User(**payload.model_dump())  # FAA324
    session.add(user)
    session.commit()
    return Registered(name=user.name)
```

Good:

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
    is_admin: Mapped[bool] = mapped_column(default=False)


class Registration(BaseModel):
    name: str


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
    user = User(**payload.model_dump())
    session.add(user)
    session.commit()
    return Registered(name=user.name)
```

Silent where the field is excluded, where the function sets the column itself, where one on the way
raises by what the body has for it, on routes that are for administrators, and for columns whose
names say nothing of rank, ownership or money.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Function, If, Raise
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.security.request_data import Flow, Policy, Step

_BODY = Policy(
    frozenset({"body", "form", "query"}),
    forms=frozenset({"text", "plain", "container", "whole"}),
    privileged=False,
)
_PRIVILEGED = re.compile(
    r"(?:is_|has_)?(?:admin|administrator|superuser|super_user|staff|moderator|verified)"
    r"|(?:user_)?roles?(?:_id)?|permissions?|owner_id|balance|credits?|email_verified|is_approved"
)


@checker(
    code="FAA324",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="A client sets `{table}.{column}` in {chain}; take the field out of the body",
    advice="Give {chain} a model that has no `{column}`, or exclude the field, and let the "
    "server decide the column.",
    cwe=(915,),
    references=("https://cheatsheetseries.owasp.org/cheatsheets/Mass_Assignment_Cheat_Sheet.html",),
)
def mass_assignment(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    if not context.project.effects.serves(symbol):
        return
    data, filling = context.project.request_data, context.project.assigned_columns
    scope = context.project.names.scope_of(context.module, function)
    for filled in filling.of(symbol):
        if filled.column is not None:
            continue  # somebody has thought of this one
        for column in filling.columns(filled.table):
            if not _PRIVILEGED.fullmatch(column) or filling.fills_itself(symbol, column):
                continue
            flow = data.flow(filled.value, scope, _BODY, (column,))
            if (
                flow is not None
                and flow.source.name.endswith(f".{column}")
                and not _is_refused(column, flow, context)
            ):
                yield at(
                    filled.place,
                    related=context.passed_by(flow),
                    anchor=f"{filled.table.name} {column}",
                    table=filled.table.name,
                    column=column,
                    chain=flow.chain(),
                )
                break


def _is_refused(column: str, flow: Flow, context: Context) -> bool:
    """Whether a function on the way raises by what the body has for *column*."""
    return any(
        isinstance(node, Attribute) and node.attr == column and _is_of_a_body(node, step, context)
        for step in flow.steps
        for statement in own(step.function.node, If)
        if any(isinstance(inner, Raise) for inner in statement.body)
        for node in walk(statement.test)
    )


def _is_of_a_body(attribute: Attribute, step: Step, context: Context) -> bool:
    project, function = context.project, step.function
    scope = project.names.scope_of(function.module, function.node)
    return any(
        isinstance(value, Instance)
        and isinstance(value.type, ClassSymbol)
        and project.models.is_pydantic(value.type)
        and project.models.table_kind(value.type) is None
        for value in project.types.of(attribute.value, scope)
    )
