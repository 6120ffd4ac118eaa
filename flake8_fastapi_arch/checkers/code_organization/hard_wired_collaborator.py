'''A handler that builds its own service or client cannot be given another one.

``Depends`` exists so that a test, another environment or a request's own session can put something
else in place. A collaborator built in the handler takes that away, and usually pays for its
connections again with each request.

Bad:

```python title="shipping.py"
import httpx


class Shipping:
    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, timeout=5)

    def rates(self) -> dict[str, int]:
        return self.client.get("/rates").json()
```

```python title="app.py"
from fastapi import FastAPI
from shipping import Shipping

app = FastAPI()


@app.get("/rates")
def read_rates() -> dict[str, int]:
    """What delivery costs."""
    shipping = Shipping("https://shipping.example")  # FAA507
    return shipping.rates()
```

Good:

```python title="app.py"
from functools import lru_cache
from typing import Annotated

from fastapi import Depends, FastAPI
from shipping import Shipping

app = FastAPI()


@lru_cache
def get_shipping() -> Shipping:
    return Shipping("https://shipping.example")


@app.get("/rates")
def read_rates(shipping: Annotated[Shipping, Depends(get_shipping)]) -> dict[str, int]:
    """What delivery costs."""
    return shipping.rates()
```

A collaborator is a class of the project with a method that reaches the database, a network or
another program.

Silent about value objects, models, exceptions and other pure classes, about tables and Pydantic
models, about classes whose methods do nothing that is known, about what is only handed to another
that is built there (``Orders(OrderRepository(session))``), about what is put together of the parts
of a container that is injected (``Checkout(services.orders, services.mail)``), and about what only
the request chooses (``if service == "mail": Mail().check()``): it cannot be there before.
'''

from __future__ import annotations

from collections.abc import Collection, Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Call,
    Compare,
    Function,
    If,
    Name,
    Node,
)
from flake8_fastapi_arch.facts.model import Match as MatchStatement
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own, walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.uses import enclosing, parents, readings
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA507",
    subject=Handler,
    pattern="missing-di",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` builds its own `{cls}`; take it with `Depends`",
    advice="Provide `{cls}` with a dependency, and let `{handler}` receive it.",
)
def hard_wired_collaborator(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    built = _built(handler, context)
    for call, (site, cls) in built.items():
        if not _is_handed_over(call, function, built):
            yield at(site, anchor=cls.name, handler=function.name, cls=cls.name)


def _built(handler: Handler, context: Context) -> dict[Call, tuple[Site, ClassSymbol]]:
    """The collaborators that *handler* builds as they could be built before, by the call."""
    project, function = context.project, handler.function
    scope = project.names.scope_of(context.module, function)
    found: dict[Call, tuple[Site, ClassSymbol]] = {}
    for site in project.effects.sites(handler.symbol):
        cls = project.collaborators.class_among(project.types.of(site.call.func, site.scope))
        if cls is not None and not _is_chosen_by_request(site, function):
            found[site.call] = site, cls
    given = {
        parameter.name
        for parameter in function.parameters
        if project.types.dependency(parameter, scope) is not None
    }
    injected = frozenset(given)
    for call, (site, _) in list(found.items()):
        if _takes_request_data(site, given) or _is_put_together(call, injected):
            del found[call]
        else:
            given.update(_names_of(call, function))
    return found


def _takes_request_data(site: Site, given: set[str]) -> bool:
    """Whether the object is made for this request: of its data, or of something computed here that
    is not *given*."""
    local = set(site.scope.bindings) - given
    return any(
        isinstance(node, Name) and node.id in local
        for argument in site.call.passed
        for node in walk(argument)
    )


def _is_put_together(call: Call, injected: Collection[str]) -> bool:
    """Whether all that the object is made of are parts of what is *injected*: whoever replaces
    that has replaced what the object works with."""
    return bool(call.passed) and all(
        isinstance(passed, Attribute)
        and isinstance(passed.value, Name)
        and passed.value.id in injected
        for passed in call.passed
    )


def _is_handed_over(call: Call, function: Function, built: Collection[Call]) -> bool:
    """Whether *call* builds what is only handed to another that is built here."""
    places: list[Node] = [
        place for name in _names_of(call, function) for place in readings(name, function)
    ]
    return all(
        any(outer in built for outer in enclosing(place, function)) for place in places or [call]
    )


def _names_of(call: Call, function: Function) -> tuple[str, ...]:
    """The variable that is what *call* builds, and nothing else."""
    match parents(function)[call]:
        case Assign(targets=(Name(id=name),)):
            others = [s for s in own(function, Assign) if any(name == text(t) for t in s.targets)]
            return (name,) if len(others) == 1 else ()
    return ()


def _is_chosen_by_request(site: Site, function: Function) -> bool:
    """Whether the object is one of several, and a parameter's value says which."""
    parameters = {parameter.name for parameter in function.parameters}
    above = parents(function)
    node: Node = site.call
    while node is not function:
        node = above[node]
        match node:
            case If(test=Compare(Name(id=name), ("==" | "in",), _)) if name in parameters:
                return True
            case MatchStatement(subject=Name(id=name)) if name in parameters:
                return True
    return False
