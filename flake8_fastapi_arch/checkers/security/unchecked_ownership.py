'''A row that belongs to one user, given to any other who knows its number.

The route asks who is there, but not whose the row is. Numbers can be counted through, so every user
reads what belongs to all the others; other routes for the same table do compare the owner. It is
the most frequent hole of APIs (OWASP API1).

Bad:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
bearer = HTTPBearer()
tokens = {"token-of-ada": 1}


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int
    address: str


def current_user(sent: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> int:
    if sent.credentials not in tokens:
        raise HTTPException(401)
    return tokens[sent.credentials]


User = Annotated[int, Depends(current_user)]


@app.get("/orders/{order_id}/address")
def read_address(order_id: int, user: User) -> str:
    """Where an order goes."""
    with Session(engine) as session:
        order = session.get(Order, order_id)  # FAA325
        if order is None:
            raise HTTPException(404)
        return order.address


@app.get("/orders/{order_id}")
def read_order(order_id: int, user: User) -> int:
    """An order."""
    with Session(engine) as session:
        order = session.get(Order, order_id)
        if order is None or order.owner_id != user:
            raise HTTPException(404)
        return order_id
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Field, Session, SQLModel, create_engine

app = FastAPI()
engine = create_engine("sqlite:///shop.db")
bearer = HTTPBearer()
tokens = {"token-of-ada": 1}


class Order(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    owner_id: int
    address: str


def current_user(sent: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> int:
    if sent.credentials not in tokens:
        raise HTTPException(401)
    return tokens[sent.credentials]


User = Annotated[int, Depends(current_user)]


@app.get("/orders/{order_id}/address")
def read_address(order_id: int, user: User) -> str:
    """Where an order goes."""
    with Session(engine) as session:
        order = session.get(Order, order_id)
        if order is None or order.owner_id != user:
            raise HTTPException(404)
        return order.address


@app.get("/orders/{order_id}")
def read_order(order_id: int, user: User) -> int:
    """An order."""
    with Session(engine) as session:
        order = session.get(Order, order_id)
        if order is None or order.owner_id != user:
            raise HTTPException(404)
        return order_id
```

Flagged only where another route of the same file loads a row of the same table in the same way and
compares its owner: for a route that reads, another one that reads, or any where the table has a
column that says which rows are public.

Silent about routes that are open to strangers (those are other findings) or for administrators;
where the handler, a dependency that takes the same parameter, or a function that gets the row may
look at its owner; where the user is handed to what loads the row; where something is called that by
its name checks rights; and where a dependency is not known.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.project.routes.application import Handler
from flake8_fastapi_arch.project.security.authentication import Status


@checker(
    code="FAA325",
    subject=Handler,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P1,
    when=When.REVIEW,
    message="`{row}.{owner}` is not compared with the user here, as it is in `{sibling}`",
    advice="Compare `{row}.{owner}` with the user, as `{sibling}` does.",
    cwe=(639,),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Authorization_Cheat_Sheet.html",
    ),
)
def unchecked_ownership(handler: Handler, context: Context) -> Iterator[Match]:
    ownership = context.project.ownership
    for route in handler.routes[:1]:
        if not route.closure.complete:
            continue
        if context.project.privileges.is_for_the_office(handler.symbol):
            continue
        for row in ownership.loaded(route):
            reads = "GET" in route.methods
            sibling = ownership.asking_sibling(context.module, row.table, reads)
            if sibling is None or sibling.handler is None or sibling.handler == route.handler:
                continue
            if context.project.authentication.status(route) is Status.OPEN:
                continue
            if not ownership.may_ask(route, row):
                other = sibling.handler
                place = Related(other.module.path, other.node.line, f"`{other.name}`")
                yield at(
                    row.statement,
                    related=(place,),
                    row=row.variable,
                    owner=row.owner,
                    sibling=other.name,
                )
                return
