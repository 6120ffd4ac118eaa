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
caches, a last visit), about defaults that are made where there are none yet, whatever the request
asks for, about callbacks of logins, and behind more than three functions.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Compare,
    Constant,
    If,
    Name,
    Node,
    UnaryOp,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.data.queries import ends_transaction, reads_or_changes_rows
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.flow.keys import names_behind
from flake8_fastapi_arch.project.flow.uses import enclosing
from flake8_fastapi_arch.project.inference.types import Instance
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler

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
    subject=Handler,
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`GET {path}` writes, through {chain}; make it a POST, PUT, PATCH or DELETE",
    advice="Register `{handler}` for a method that may write: it does, through {chain}.",
)
def writing_get(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    reading = [route for route in routes if route.methods and _READING.issuperset(route.methods)]
    if not reading or len(reading) < len(routes):
        return
    path = reading[0].path
    if any(word in f"{path} {function.name}".lower() for word in _REDIRECTS):
        return
    effects = context.project.effects
    symbol = handler.symbol
    chain = effects.reached_awaiting(symbol, _writes)
    commits = effects.reached_awaiting(symbol, ends_transaction)
    if chain is None or commits is None or len(chain.steps) > _MAX_STEPS:
        return
    if any(step.function in context.project.dependencies for step in chain.steps[1:]):
        return
    entered = " ".join(step.function.name for step in chain.steps[1:]).lower()
    if any(word in entered for word in _BOOKKEEPING):
        return
    sites = list(effects.along(chain))
    if _only_stamps(sites[-1], chain.steps[-1].function) or _makes_defaults(chain, sites, context):
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


def _only_stamps(site: Site, function: FunctionSymbol) -> bool:
    """Whether what the call writes is a row that was there, of which only bookkeeping changed:
    ``integration.last_sync_at = now()``."""
    if len(site.call.args) != 1 or not isinstance(site.call.args[0], Name):
        return False
    changed = [
        target.attr
        for statement in own(function.node, Assign)
        for target in statement.targets
        if isinstance(target, Attribute) and text(target.value) == site.call.args[0].id
    ]
    return bool(changed) and all(any(w in name for w in _BOOKKEEPING) for name in changed)


def _makes_defaults(chain: Chain, sites: list[Site], context: Context) -> bool:
    """Whether the write makes what was looked for in vain, and nothing that the client sends
    decides what that is: settings, the categories that there always are."""
    handler = chain.steps[0].function
    for step, site in zip(chain.steps, sites):
        lookups = _vain_lookups(site, step.function, context)
        if lookups:
            if step.function != handler and sites[0].loops:
                return False  # for each of what was asked for
            asked = lookups if step.function == handler else [sites[0].call]
            scope = context.project.names.scope_of(handler.module, handler.node)
            sent = context.project.keys.sent_to(handler) or frozenset()
            return all(sent.isdisjoint(names_behind(call, scope)) for call in asked)
    return False


def _vain_lookups(site: Site, function: FunctionSymbol, context: Context) -> list[Node]:
    """The calls in *function* that query, and the rows that rows refer to, which must have found
    nothing for *site* to be reached."""
    effects = context.project.effects
    scope = context.project.names.scope_of(function.module, function.node)
    missing: list[Node] = []
    names = set(site.unless)
    for outer in enclosing(site.call, function.node):
        match outer:
            case If(
                test=UnaryOp("not", looked_up)
                | Compare(looked_up, ("==" | "is",), (Constant(None | 0),))
            ):
                missing.append(looked_up)
                names |= names_behind(looked_up, scope)
    for name in names.union(*(names_behind(Name(name, 0, 0), scope) for name in names)):
        bindings = scope.bindings.get(name, ())
        missing += [b.value for b in bindings if b.kind == "assign" and b.value is not None]
    calls = {part for node in missing for part in walk(node) if isinstance(part, Call)}
    rows = [n for n in missing if isinstance(n, Attribute) and _is_row(n, scope, context)]
    return rows + [
        other.call
        for other in effects.sites(function)
        if other.call in calls
        and (
            any(map(reads_or_changes_rows, effects.library_effects(other)))
            or any(
                effects.reached_awaiting(callee, reads_or_changes_rows, other)
                for callee in effects.targets(other).functions
            )
        )
    ]


def _is_row(attribute: Attribute, scope: Scope, context: Context) -> bool:
    return any(
        isinstance(value, Instance)
        and isinstance(value.type, ClassSymbol)
        and context.project.models.table_kind(value.type) is not None
        for value in context.project.types.of(attribute, scope)
    )


def _shown(chain: Chain) -> str:
    names = [*chain.names[1:-1], ".".join(chain.effect.name.rsplit(".", 2)[-2:])]
    return " -> ".join(f"`{name}`" for name in names)
