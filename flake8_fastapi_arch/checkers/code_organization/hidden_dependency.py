'''A handler takes what it works with out of a bag that somebody else has filled.

`request.state.session` is there where a middleware ran that put it there, and `user["db"]` where
whoever made the dictionary thought of it. The handler's signature tells neither a reader, nor a
test that has to provide it, nor FastAPI, which could make it, override it and close it. On a path
that the middleware leaves out, each request is an AttributeError.

Bad:

```python title="database.py"
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session():
    with make_session() as session:
        yield session


def count(session: Session) -> int:
    return session.connection().exec_driver_sql("SELECT count(*) FROM book").scalar_one()
```

```python title="app.py"
from database import count, make_session
from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def attach_session(request: Request, call_next):
    with make_session() as session:
        request.state.session = session
        return await call_next(request)


@app.get("/books/count")
def count_books(request: Request) -> int:
    """How many books there are."""
    return count(request.state.session)  # FAA510
```

Good:

```python title="app.py"
from typing import Annotated

from database import count, get_session
from fastapi import Depends, FastAPI
from sqlalchemy.orm import Session

app = FastAPI()


@app.get("/books/count")
def count_books(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return count(session)
```

It speaks of sessions, clients and objects of the project that reach a database, a network or
another program, once for each handler.

Silent about values (who is signed in, the number of the request), about dependencies, which are
where such a bag is opened, about what the application keeps (`request.app.state`) or its lifespan
hands out, and where nothing tells what is in the bag.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Placed, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Constant,
    Expression,
    Function,
    Name,
    Subscript,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import own
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.keys import argument_for
from flake8_fastapi_arch.project.flow.uses import parents
from flake8_fastapi_arch.project.inference.types import Values
from flake8_fastapi_arch.project.routes.application import Handler


@checker(
    code="FAA510",
    subject=Handler,
    pattern="missing-di",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{function}` takes its {cls} out of `{bag}`; declare it with `Depends`",
    advice="Give `{function}` a parameter for its {cls}, and let a dependency provide what it now "
    "takes out of `{bag}`.",
)
def hidden_dependency(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    if any(route.kind != "http" for route in routes):
        return
    given = {d.parameter for route in routes for d in route.closure.items if d.parameter}
    for node in own(function, Attribute, Subscript):
        place = _bag(node, given, function, context)
        cls = _collaborator(node, function, context) if place is not None else None
        if cls is not None and place is not None:
            yield at(place, anchor=cls, function=function.name, cls=cls, bag=text(node))
            return


def _bag(
    node: Attribute | Subscript, given: set[str], function: Function, context: Context
) -> Placed | None:
    """Where *node* begins, if it takes something out of the state of the request that the project
    puts there, or out of a dictionary that a dependency gives."""
    match node:
        case Subscript(value=Name(id=name) as bag, index=Constant(value=str())) if name in given:
            return bag
        case Attribute(value=Attribute(value=request, attr="state"), attr=name):
            scope = context.project.names.scope_of(context.module, function)
            types = context.project.types
            if types.is_request(request, scope) and any(
                isinstance(target.value, Attribute) and types.is_request(target.value.value, where)
                for target, _, where in context.project.names.kept_in_state(name)
            ):
                return node
        case Attribute(value=Attribute() as inner):
            return _bag(inner, given, function, context)
    return None


def _collaborator(node: Expression, function: Function, context: Context) -> str | None:
    """The class of the collaborator that *node* is, or that *function* takes it for: by what it
    declares of its variable, or by what the functions declare to which it passes it."""
    project = context.project
    scope = project.names.scope_of(context.module, function)
    parent = parents(function)[node]
    same = [node, *(parent.targets if isinstance(parent, Assign) else ())]
    for expression in same:
        if (cls := project.collaborators.named(expression, scope)) is not None:
            return cls
    names = {expression.id for expression in same if isinstance(expression, Name)}
    for site in project.effects.sites(context.symbol(function)):
        for argument in site.call.passed:
            if argument is node or (isinstance(argument, Name) and argument.id in names):
                for declared in _declared_for(argument, site, context):
                    if (cls := project.collaborators.among(declared)) is not None:
                        return cls
    return None


def _declared_for(argument: Expression, site: Site, context: Context) -> Iterator[Values]:
    """What the functions called at *site* declare the parameter as that gets *argument*."""
    for callee in context.project.effects.targets(site).functions:
        around = context.project.names.scope_around(callee.module, callee.node)
        for parameter in callee.node.parameters:
            if parameter.annotation is not None and (
                argument_for(parameter.name, callee, site) is argument
            ):
                yield context.project.types.of_annotation(parameter.annotation, around)
