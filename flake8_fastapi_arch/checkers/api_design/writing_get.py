'''A GET that writes changes data whenever somebody only looks.

Browsers prefetch GETs, crawlers follow them, proxies and clients repeat them after a timeout, and a
link in a mail is opened by the virus scanner first. HTTP promises that none of this changes
anything.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Cart(Base):
    __tablename__ = "cart"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/carts/new")
def make_cart(session: Annotated[Session, Depends(get_session)]) -> int:  # FAA122
    """A new cart."""
    cart = Cart()
    session.add(cart)
    session.commit()
    return cart.id
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Cart(Base):
    __tablename__ = "cart"

    id: Mapped[int] = mapped_column(primary_key=True)


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/carts", status_code=201)
def make_cart(session: Annotated[Session, Depends(get_session)]) -> int:
    """A new cart."""
    cart = Cart()
    session.add(cart)
    session.commit()
    return cart.id
```

A write through other functions counts, with the chain. The addresses that a protocol fixes are
GETs although they write: what a login service redirects back to.

Silent about bookkeeping (writes in dependencies, also when they are called by hand, audits, logs,
caches, a last visit), about callbacks of logins, and behind more than three functions.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.data.queries import ends_transaction
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.libraries import Effect

_READING = frozenset({"GET", "HEAD"})
_REDIRECTS = (
    "callback", "login", "logout", "oauth", "sso", "saml", "oidc", "auth", "verify", "confirm",
    "unsubscribe", "activate", "webhook", "redirect", "token",
)  # fmt: skip
_BOOKKEEPING = (
    "audit", "cache", "event", "history", "last_", "log", "metric", "observ", "span", "telemetry",
    "trace", "track", "usage",
)  # fmt: skip
_MAX_STEPS = 3


@checker(
    code="FAA122",
    subject=Function,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`GET {path}` writes, through {chain}; make it a POST, PUT, PATCH or DELETE",
    advice="Register `{handler}` for a method that may write: it does, through {chain}.",
)
def writing_get(function: Function, context: Context) -> Iterator[Match]:
    routes = context.project.application.routes_of(function)
    reading = [route for route in routes if route.methods and _READING.issuperset(route.methods)]
    if not reading or len(reading) < len(routes):
        return
    path = reading[0].path
    if any(word in f"{path} {function.name}".lower() for word in _REDIRECTS):
        return
    effects = context.project.effects
    symbol = context.symbol(function)
    chain = effects.reached_awaiting(symbol, _writes)
    commits = effects.reached_awaiting(symbol, ends_transaction)
    if chain is None or commits is None or len(chain.steps) > _MAX_STEPS:
        return
    if any(step.function in context.project.dependencies for step in chain.steps[1:]):
        return
    entered = " ".join(step.function.name for step in chain.steps[1:]).lower()
    if any(word in entered for word in _BOOKKEEPING):
        return
    yield at(
        function,
        related=context.related(chain),
        anchor="",
        handler=function.name,
        path=path,
        chain=_shown(chain),
    )


def _writes(effect: Effect) -> bool:
    return effect.write and effect.name.startswith(("sqlalchemy.", "sqlmodel."))


def _shown(chain: Chain) -> str:
    names = [*chain.names[1:-1], ".".join(chain.effect.name.rsplit(".", 2)[-2:])]
    return " -> ".join(f"`{name}`" for name in names)
