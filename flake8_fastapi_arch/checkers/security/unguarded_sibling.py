'''A route that strangers can read, among routes that nearly all ask who is there.

Where the other routes of a router are guarded, the data behind them is not meant for everybody. The
one without a guard was written, moved or copied without it, and shows the same data to strangers.

Bad:

```python title="app.py"
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
router = APIRouter(prefix="/invoices")
bearer = OAuth2PasswordBearer(tokenUrl="token")
invoices = {1: 20, 2: 35}


def current_user(token: Annotated[str, Depends(bearer)]) -> str:
    if token != "secret-of-ada":
        raise HTTPException(401)
    return "ada"


User = Annotated[str, Depends(current_user)]


@router.get("/")
def list_invoices(user: User) -> list[int]:
    """All invoices."""
    return list(invoices)


@router.get("/sum")
def sum_invoices(user: User) -> int:
    """What is owed."""
    return sum(invoices.values())


@router.get("/{invoice_id}")
def read_invoice(invoice_id: int, user: User) -> int:
    """One invoice."""
    return invoices[invoice_id]


@router.delete("/{invoice_id}")
def delete_invoice(invoice_id: int, user: User) -> None:
    """Delete an invoice."""
    Path(f"{invoice_id}.pdf").unlink()


@router.get("/{invoice_id}/pdf")
def print_invoice(invoice_id: int) -> str:  # FAA302
    """One invoice to print."""
    return f"You owe {invoices[invoice_id]}"


@app.post("/token")
def login() -> dict[str, str]:
    """Issue a token."""
    return {"access_token": "secret-of-ada"}


app.include_router(router)
```

Good:

```python title="app.py"
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="token")
invoices = {1: 20, 2: 35}


def current_user(token: Annotated[str, Depends(bearer)]) -> str:
    if token != "secret-of-ada":
        raise HTTPException(401)
    return "ada"


router = APIRouter(prefix="/invoices", dependencies=[Depends(current_user)])


@router.get("/")
def list_invoices() -> list[int]:
    """All invoices."""
    return list(invoices)


@router.get("/sum")
def sum_invoices() -> int:
    """What is owed."""
    return sum(invoices.values())


@router.get("/{invoice_id}")
def read_invoice(invoice_id: int) -> int:
    """One invoice."""
    return invoices[invoice_id]


@router.delete("/{invoice_id}")
def delete_invoice(invoice_id: int) -> None:
    """Delete an invoice."""
    Path(f"{invoice_id}.pdf").unlink()


@router.get("/{invoice_id}/pdf")
def print_invoice(invoice_id: int) -> str:
    """One invoice to print."""
    return f"You owe {invoices[invoice_id]}"


@app.post("/token")
def login() -> dict[str, str]:
    """Issue a token."""
    return {"access_token": "secret-of-ada"}


app.include_router(router)
```

Siblings are the routes of one file that came to the app on the same way. At least three of them
must be guarded reads, and four out of five of all must be guarded; or all others are, five or more.
Fewer are enough where the route lists what another one shows to users alone, one by one and by the
same model; where it is about what is private by its name (users, settings, secrets) and only a
guarded write may change that; and where it shows one of these and four out of five reads of the app
are guarded.

Silent where a dependency, the handler or a decorator cannot be resolved; about health, versions,
documentation, logins and what else is for everybody by its name; about addresses that hold a
secret; about the files of a page (``{name:path}`` below a ``build_dir``); about answers that are
computed from the query alone, or written out; where the handler is told who is there, if anybody,
and makes something of it; and about routes that ``fastapi-arch-public-routes`` lists with a reason.
'''

from __future__ import annotations

import re
from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Attribute,
    Comprehension,
    Constant,
    Dict,
    Display,
    Expression,
    Module,
    Name,
    Node,
    Return,
)
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.libraries import Effect
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Registration, Route
from flake8_fastapi_arch.project.security.authentication import (
    Authentication,
    Neighbour,
    Status,
    shown,
)
from flake8_fastapi_arch.project.security.public_routes import (
    address,
    first_word,
    is_entrance,
    is_for_everyone,
    private_resource,
)

_OF_THE_PAGE = re.compile(
    r"(?:^|_)(?:build|dist|static|assets|public|frontend)(?:_|$)", re.IGNORECASE
)
_READS = 3
_GUARDED_TO_OPEN = 4
_ALL_OTHERS = 5


@checker(
    code="FAA302",
    subject=Registration,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{route}` lets strangers read; add `{guard}` as on `{neighbour}`",
    advice="Put `{guard}`, which `{neighbour}` has, on `{route}`, or say in "
    "`fastapi-arch-public-routes` why strangers may call it.",
    cwe=(306, 862),
    references=(
        "https://owasp.org/API-Security/editions/2023/en/0xa5-broken-function-level-authorization/",
        "https://fastapi.tiangolo.com/tutorial/bigger-applications/",
    ),
)
def unguarded_sibling(registration: Registration, context: Context) -> Iterator[Match]:
    authentication = context.project.authentication
    for route in authentication.routes_of(registration):
        if not _is_open_read(route, authentication):
            continue
        if (
            _only_computes(route, context)
            or _serves_the_page(route)
            or _knows_strangers(route, context)
        ):
            continue
        neighbours = (look(route, authentication) for look in _LOOKING)
        neighbour = next((found for found in neighbours if found is not None), None)
        if neighbour is not None:
            yield at(
                registration,
                related=tuple(Related(p.path, p.line, words) for p, words in neighbour.evidence),
                anchor=shown(route),
                route=shown(route),
                neighbour=neighbour.name,
                guard=neighbour.guard.name,
            )
            return


def _is_open_read(route: Route, authentication: Authentication) -> bool:
    return (
        "GET" in route.methods
        and not is_entrance(route)
        and not is_for_everyone(route)
        and not authentication.public_routes.allow(route)
        and authentication.status(route) is Status.OPEN
    )


def _serves_the_page(route: Route) -> bool:
    """Whether *route* gives the files that a browser loads before anybody can log in: those below
    a directory that is called so."""
    handler = route.handler
    if handler is None or ":path}" not in route.path:
        return False
    names = [name.id for name in own(handler.node, Name)]
    names += [attribute.attr for attribute in own(handler.node, Attribute)]
    return any(_OF_THE_PAGE.search(name) for name in names)


def _knows_strangers(route: Route, context: Context) -> bool:
    """Whether *route* lets strangers pass, and makes something of who is there, if anybody."""
    handler = route.handler
    if handler is None:
        return False
    optional = context.project.authentication.optional(route)
    read = {name.id for name in own(handler.node, Name)}
    return any(dependency.parameter in read for dependency in optional)


def _only_computes(route: Route, context: Context) -> bool:
    """Whether nothing is read but the query: no database, network or file, no variable of a
    module but tables of definitions; or the answer is written out in the handler."""
    handler = route.handler
    if handler is None:
        return False
    scope = context.project.names.scope_of(handler.module, handler.node)
    returned = list(own(handler.node, Return))
    if returned and all(_is_written_out(s.value, scope, context) for s in returned):
        return True
    kinds = {parameter.kind for parameter in route.parameters}
    if kinds != {"query"} and (kinds or not _lists_members(handler, scope, context)):
        return False
    if context.project.effects.reached_awaiting(handler, _looks_up) is not None:
        return False
    names = context.project.names
    variables = [names.variable(name, scope) for name in own(handler.node, Name)]
    return not any(
        isinstance(bound[0].owner, Module)
        and any(b.kind == "assign" and not _is_of_definitions(b.value) for b in bound[1])
        for bound in variables
        if bound is not None
    )


def _is_written_out(value: Expression | None, scope: Scope, context: Context) -> bool:
    """Whether *value* is a literal, and so are all its parts, members of classes included."""
    match value:
        case Display(items=items) | Dict(values=items):
            return all(_is_written_out(item, scope, context) for item in items)
        case Attribute(value=Name() as owner) | Attribute(value=Attribute(value=Name() as owner)):
            return any(
                isinstance(found, ClassSymbol) for found in context.project.types.of(owner, scope)
            )
    return isinstance(value, Constant)


def _lists_members(handler: FunctionSymbol, scope: Scope, context: Context) -> bool:
    """Whether *handler* goes through the members of a class, an enumeration."""
    return any(
        isinstance(value, ClassSymbol)
        for comprehension in own(handler.node, Comprehension)
        for generator in comprehension.generators
        for value in context.project.types.of(generator.iter, scope)
    )


def _is_of_definitions(value: Node | None) -> bool:
    """Whether *value* only lists what has a name, classes, functions, members of enumerations, or
    says something of each."""
    match value:
        case Dict(keys=keys) if keys and all(isinstance(key, (Name, Attribute)) for key in keys):
            return True
        case Display(items=items) | Dict(values=items):
            return bool(items) and all(isinstance(item, (Name, Attribute)) for item in items)
    return isinstance(value, Constant)


def _looks_up(effect: Effect) -> bool:
    return effect.kind in ("database", "network", "file", "subprocess", "queue")


def _among_guarded(route: Route, authentication: Authentication) -> Neighbour | None:
    """A guarded read beside *route*, where nearly all siblings are guarded."""
    router = authentication.router_of(route)
    guarded, opened = router.inner
    reads = router.reads.guarded
    is_alone = len(opened) == 1 and bool(reads) and len(guarded) >= _ALL_OTHERS
    are_many = len(reads) >= _READS and len(guarded) >= _GUARDED_TO_OPEN * len(opened)
    if not (is_alone or are_many):
        return None
    return authentication.neighbour(route, reads)


def _of_private(route: Route, authentication: Authentication) -> Neighbour | None:
    """A guarded write to what *route* reads, where that is private by its name."""
    resource = private_resource(route)
    if resource is None:
        return None
    router = authentication.router_of(route)
    same = router.writes_of(resource)
    if not all(authentication.has_shared_guard(other) for other in same):
        return None
    for other in router.reads_about(first_word(route)):
        if other is not route and authentication.status(other) is Status.OPEN:
            return None  # reading is open to everybody here, and not by mistake
    return authentication.neighbour(route, same)


def _of_one_element(route: Route, authentication: Authentication) -> Neighbour | None:
    """The guarded read of one element of what *route* lists, where it answers with the same."""
    shown = set(route.response_class_symbols)
    element = f"{address(route).rstrip('/')}/{{}}"
    same = [
        other
        for other in authentication.app_of(route).reads_at(element)
        if not shown.isdisjoint(other.response_class_symbols)
    ]
    return authentication.neighbour(route, same) if "{" not in route.path else None


def _private_in_app(route: Route, authentication: Authentication) -> Neighbour | None:
    """A guarded read of the app, where nearly all reads are guarded and *route* shows one of what
    is private by its name."""
    if private_resource(route) is None or "{" not in route.path:
        return None
    guarded, opened = authentication.app_of(route).reads
    if len(guarded) < max(_ALL_OTHERS, _GUARDED_TO_OPEN * len(opened)):
        return None
    return authentication.neighbour(route, guarded)


_LOOKING = (_among_guarded, _of_private, _of_one_element, _private_in_app)
"""What speaks for a guard, the nearest first."""
