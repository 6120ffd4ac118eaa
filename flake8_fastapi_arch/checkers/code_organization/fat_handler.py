'''A handler that does everything itself can be neither read, tested nor reused.

A handler translates between HTTP and the domain: it takes validated input, calls one thing, and
shapes the answer. Business rules inside it can only be tested through HTTP, and the next handler
that needs them copies them.

Bad:

```python title="app.py"
# options: max-handler-statements=5
from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/quotes")
def read_quote(weight: int, distance: int, express: bool) -> dict[str, int]:  # FAA501
    """The price of a delivery."""
    if weight <= 0:
        raise HTTPException(422, "weight must be positive")
    price = 300
    price += distance * 2
    if weight > 10:
        price += 500
    if express:
        price *= 2
    return {"price": price}
```

Good:

```python title="quotes.py"
def delivery_price(weight: int, distance: int, express: bool) -> int:
    """The price of a delivery, in cents; raises ValueError for a weight that is not positive."""
    if weight <= 0:
        raise ValueError("weight must be positive")
    price = 300 + distance * 2
    if weight > 10:
        price += 500
    return price * 2 if express else price
```

```python title="app.py"
from fastapi import FastAPI, HTTPException
from quotes import delivery_price

app = FastAPI()


@app.get("/quotes")
def read_quote(weight: int, distance: int, express: bool) -> dict[str, int]:
    """The price of a delivery."""
    try:
        return {"price": delivery_price(weight, distance, express)}
    except ValueError as error:
        raise HTTPException(422, "weight must be positive") from error
```

A handler is too fat with more than ``max-handler-statements`` statements, a cognitive complexity
over ``max-handler-complexity``, more than ``max-handler-responsibilities`` kinds of outside work
(database, other services, mail, files, subprocesses, queues, computation), or where it puts rows of
three tables together, or goes through a loop with two functions that each commit: what belongs
together, and is stored together or not at all, is for one place below it to know.

Silent about functions that are no handlers; docstrings do not count, and of the branches in a loop
only the fullest.
'''

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flake8_fastapi_arch.checker import Impact, Match, Option, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.measures import cognitive_complexity, statement_count
from flake8_fastapi_arch.facts.model import Call, For, Function, If, Statement, While
from flake8_fastapi_arch.facts.walk import blocks, own, own_expressions
from flake8_fastapi_arch.project.data.queries import commits
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler

_MANY_TABLES = 3
_MANY_STEPS = 2
_NEAR = 2  # calls; what commits further away is not what the function is for
_WORDS = {
    "database": "queries",
    "network": "calls other services",
    "mail": "sends mail",
    "file": "handles files",
    "subprocess": "runs programs",
    "queue": "feeds queues",
    "cpu": "computes",
}


@checker(
    code="FAA501",
    subject=Handler,
    pattern="fat-router",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` does too much: {measures}; move it to a service",
    advice="Leave HTTP in `{handler}` and move the rest to a service function: it has {measures}.",
    options=(
        Option(
            "max-handler-statements", 30, "statements that a handler may have (FAA501)", "length"
        ),
        Option(
            "max-handler-complexity", 15, "cognitive complexity of a handler (FAA501)", "complexity"
        ),
        Option(
            "max-handler-responsibilities", 3, "kinds of outside work in a handler (FAA501)", "work"
        ),
    ),
)
def fat_handler(handler: Handler, context: Context) -> Iterator[Match]:
    function = handler.function
    statements, complexity = statement_count(function), cognitive_complexity(function)
    work = _outside_work(function, context)
    said = []
    if statements > context.limit("max-handler-statements"):
        said.append(f"{statements} statements")
    if complexity > context.limit("max-handler-complexity"):
        said.append(f"cognitive complexity {complexity}")
    if len(work) > context.limit("max-handler-responsibilities"):
        said.append(", ".join(work))
    tables = _tables_filled(function, context)
    if tables >= _MANY_TABLES:
        said.append(f"rows of {tables} tables")
    steps = _steps_in_a_loop(function, context)
    if steps >= _MANY_STEPS:
        said.append(f"a loop of {steps} steps that each commit")
    if said:
        yield at(
            function,
            anchor="",
            handler=function.name,
            measures=", ".join(said),
            length=statements,
            complexity=complexity,
            work=len(work),
        )


def _steps_in_a_loop(function: Function, context: Context) -> int:
    """How many functions that end a transaction one loop of *function* calls, at most."""
    sites = {site.call: site for site in context.project.effects.sites(context.symbol(function))}
    loops = own(function, For, While)
    return max((len(_committing(loop.body, sites, context)) for loop in loops), default=0)


def _committing(
    body: Iterable[Statement], sites: Mapping[Call, Site], context: Context
) -> frozenset[FunctionSymbol]:
    """The functions of the project that *body* calls, at *sites*, and that end a transaction."""
    effects = context.project.effects
    found: frozenset[FunctionSymbol] = frozenset()
    for statement in body:
        inner = [_committing(block, sites, context) for block in blocks(statement)]
        if isinstance(statement, If):
            found |= max(inner, key=len, default=frozenset())
        else:
            found = found.union(*inner)
        found |= {
            callee
            for call in own_expressions(statement)
            if isinstance(call, Call) and call in sites
            for callee in effects.targets(sites[call]).functions
            if (chain := effects.reached_awaiting(callee, commits, sites[call])) is not None
            and len(chain.steps) <= _NEAR
        }
    return found


def _tables_filled(function: Function, context: Context) -> int:
    """Of how many tables *function* itself makes rows."""
    project = context.project
    filled: set[ClassSymbol] = set()
    for site in project.effects.sites(context.symbol(function)):
        made = {
            value
            for value in project.types.of(site.call.func, site.scope)
            if isinstance(value, ClassSymbol) and project.models.table_kind(value) is not None
        }
        if len(made) == 1:  # ``model(...)`` of whichever table makes a row of one
            filled |= made
    return len(filled)


def _outside_work(function: Function, context: Context) -> list[str]:
    """What *function* itself has done outside of the program, in words."""
    effects = context.project.effects
    kinds = {
        effect.kind
        for site in effects.sites(context.symbol(function))
        for effect in effects.library_effects(site)
    }
    return [word for kind, word in _WORDS.items() if kind in kinds]
