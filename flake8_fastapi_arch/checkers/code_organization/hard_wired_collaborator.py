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
models, about classes whose methods do nothing that is known, and about what only the request
chooses (``if service == "mail": Mail().check()``): it cannot be there before.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Compare, Function, If, Name, Node
from flake8_fastapi_arch.facts.model import Match as MatchStatement
from flake8_fastapi_arch.facts.walk import walk
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol


@checker(
    code="FAA507",
    subject=Function,
    pattern="missing-di",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` builds its own `{cls}`; take it with `Depends`",
    advice="Provide `{cls}` with a dependency, and let `{handler}` receive it.",
)
def hard_wired_collaborator(function: Function, context: Context) -> Iterator[Match]:
    project = context.project
    if not project.application.routes_of(function):
        return
    for site in project.effects.sites(context.symbol(function)):
        for value in project.types.of(site.call.func, site.scope):
            if (
                isinstance(value, ClassSymbol)
                and project.collaborators.is_one(value)
                and not _takes_request_data(site, function, context)
                and not _is_chosen_by_request(site, function)
            ):
                yield at(site, anchor=value.name, handler=function.name, cls=value.name)
                break


def _takes_request_data(site: Site, function: Function, context: Context) -> bool:
    """Whether the object is made for this request: of its data, or of something computed here."""
    arguments = site.call.passed
    injected = {
        parameter.name
        for parameter in function.parameters
        if context.project.types.dependency(parameter, site.scope) is not None
    }
    local = set(site.scope.bindings) - injected
    return any(
        isinstance(node, Name) and node.id in local
        for argument in arguments
        for node in walk(argument)
    )


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
