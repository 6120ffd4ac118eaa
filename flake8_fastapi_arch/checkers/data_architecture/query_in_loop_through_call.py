'''A function that queries, called in a loop, asks the database once per element.

The query sits in a repository, a service or a property; the loop in a handler. Each file looks
right on its own, and the cost appears only in production, one round trip per element.

Bad:

```python title="repository.py"
from sqlalchemy import text
from sqlalchemy.orm import Session


class BookRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def price(self, book: str) -> int:
        statement = text("SELECT price FROM book WHERE id = :id")
        return self.session.execute(statement, {"id": book}).scalar_one()
```

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from repository import BookRepository
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_books() -> Iterator[BookRepository]:
    with make_session() as session:
        yield BookRepository(session)


@app.get("/prices")
def read_prices(ids: str, books: Annotated[BookRepository, Depends(get_books)]) -> list[int]:
    """The prices of some books."""
    return [books.price(book) for book in ids.split(",")]  # FAA202
```

Good:

```python title="repository.py"
from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

PRICES = text("SELECT price FROM book WHERE id IN :ids").bindparams(
    bindparam("ids", expanding=True)
)


class BookRepository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def prices(self, books: list[str]) -> list[int]:
        return list(self.session.execute(PRICES, {"ids": books}).scalars())
```

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from repository import BookRepository
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_books() -> Iterator[BookRepository]:
    with make_session() as session:
        yield BookRepository(session)


@app.get("/prices")
def read_prices(ids: str, books: Annotated[BookRepository, Depends(get_books)]) -> list[int]:
    """The prices of some books."""
    return books.prices(ids.split(","))
```

One finding for each function that a loop calls so, at its first call. A resolver of a GraphQL field
(strawberry) is called for each object of a list, without any loop in sight: a query about ``self``
in it counts as well.

Silent where a link of the chain cannot be resolved, where a callback is called that only some
callers make query, or whose answer nobody wants, behind more than three functions, where a function
on the way keeps its results in a cache, or what it finds on an object that all elements share, or
only queries in an ``except``, about functions that no request reaches, and about the loops that
FAA201 leaves alone: those that do not grow with the data, that wait for another service each time,
or whose elements cannot be served by one query. Where each element is only written or checked, the
list must be known to grow: rows, or what a client sends as a list; the parts of one thing may be
few. Of resolvers, those that take arguments, page, sum up by group, check first who asks, or look
first whether the object has the value.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    ExceptHandler,
    ExprStatement,
    Function,
    If,
    IfExp,
    Lambda,
    Name,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import dotted, own_nodes, statements, walk
from flake8_fastapi_arch.project.data.queries import is_about_no_rows, reads_or_changes_rows
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.flow.effects import Chain
from flake8_fastapi_arch.project.flow.guards import argument
from flake8_fastapi_arch.project.flow.loops import Loop, belongs_to_element, iterable_of
from flake8_fastapi_arch.project.flow.uses import (
    enclosing,
    is_asked_of_a_store_first,
    is_discarded,
    is_on_first_use,
)
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol

# Behind more calls than this the query is seldom the point of the call, and often conditional.
_MAX_STEPS = 3


@checker(
    code="FAA202",
    subject=Function,
    pattern="n-plus-one",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="one query per {each}, through {chain}",
    advice="Give the data layer a function that serves {every} with one query; now each costs "
    "one, through {chain}.",
)
def query_in_loop_through_call(function: Function, context: Context) -> Iterator[Match]:
    symbol = context.symbol(function)
    effects, loops = context.project.effects, context.project.loops
    yield from _in_resolver(function, context)
    if not effects.serves(symbol):
        return
    seen: set[tuple[Loop, FunctionSymbol]] = set()
    for site in effects.sites(symbol):
        if not site.loops:
            continue
        chain = _query_chain(site, context) or _handed_chain(site, symbol, context)
        loop = loops.per_element(site, symbol) if chain is not None else None
        if loop is None or chain is None or (loop, chain.steps[0].function) in seen:
            continue
        if not belongs_to_element(site.call.func, loop) and _is_kept(chain, context):
            continue
        if not loops.may_be_few(site, loop, symbol) and not loops.waits(site, loop, symbol):
            seen.add((loop, chain.steps[0].function))
            iterable = text(iterable_of(loop))
            yield at(
                site,
                related=context.related(chain),
                anchor=f"{chain.names[0]} {iterable}",
                each=f"element of `{iterable}`",
                every=f"all elements of `{iterable}`",
                chain=" -> ".join(f"`{name}`" for name in chain.names[:-1]),
            )


def _in_resolver(function: Function, context: Context) -> Iterator[Match]:
    """The first query for its own object in a resolver that runs for each object of a list."""
    symbol = context.symbol(function)
    owner = context.project.graphql.resolved_for_each(symbol)
    if owner is None or _pages(function) or _looks_first(function) or _is_of_one(function):
        return
    own = _own_names(function)
    effects = context.project.effects
    for site in effects.sites(symbol):
        if not any(isinstance(node, Name) and node.id in own for node in walk(site.call)):
            continue
        sends = any(map(reads_or_changes_rows, effects.library_effects(site)))
        chain = None if sends else _query_chain(site, context)
        if chain is not None and any(_looks_first(step.function.node) for step in chain.steps):
            continue
        if sends or chain is not None:
            names = (symbol.name, *(chain.names[:-1] if chain is not None else ()))
            yield at(
                site,
                related=context.related(chain) if chain is not None else (),
                anchor=symbol.name,
                each=f"`{owner.node.name}` of a list",
                every=f"all `{owner.node.name}` objects of a list, a data loader,",
                chain=" -> ".join(f"`{name}`" for name in names),
            )
            return


def _own_names(function: Function) -> frozenset[str]:
    """``self``, and what the function makes of it."""
    own = {"self"}
    for _ in range(2):
        for statement in statements(function.body):
            if not isinstance(statement, Assign) or statement.value is None:
                continue
            if any(isinstance(n, Name) and n.id in own for n in walk(statement.value)):
                own.update(t.id for t in statement.targets if isinstance(t, Name))
    return frozenset(own)


def _pages(function: Function) -> bool:
    """Whether the resolver is asked for something else each time, as for a page or a period, which
    lists of objects seldom are, and no one query gives for all."""
    returned = function.returns
    return len(function.parameters) > 2 or any(
        isinstance(node, (Name, Attribute)) and (dotted(node) or "").endswith("Connection")
        for node in (walk(returned) if returned is not None else ())
    )


def _is_of_one(function: Function) -> bool:
    """Whether clients ask one object for the field: it sums up what lies below the object, for a
    page of its own, or is refused to those whose object it is not."""
    for node in own_nodes(function):
        match node:
            case Call(func=Name(id="distinct" | "group_by")):
                return True
            case Call(func=Attribute(attr="distinct" | "group_by")):
                return True
            case ExprStatement(Call(func=Attribute(value=Name(id="self")))):
                return True
            case ExprStatement(Await(Call(func=Attribute(value=Name(id="self"))))):
                return True
    return False


def _looks_first(function: Function | Lambda) -> bool:
    """Whether the function looks whether its object has the value already."""
    return any(
        isinstance(node, (If, IfExp))
        and any(isinstance(n, Name) and n.id == "self" for n in walk(node.test))
        for node in own_nodes(function)
    )


def _query_chain(site: Site, context: Context) -> Chain | None:
    return _chain_of(context.project.effects.targets(site).functions, site, context)


def _handed_chain(site: Site, function: FunctionSymbol, context: Context) -> Chain | None:
    """The query by which a callback answers, where all callers of *function* pass it one that
    does. What a callback that is only told something does is the business of who passed it."""
    effects, node = context.project.effects, function.node
    if is_discarded(site, node):
        return None
    if not isinstance(site.call.func, Name) or not isinstance(node, Function):
        return None
    name = site.call.func.id
    for parameter in node.parameters:
        if parameter.name == name:
            around = context.project.names.scope_around(function.module, node)
            chains = []
            for _, calling in effects.call_sites(function):
                passed = argument(name, node, calling.call)
                scope = around if passed is parameter.default else calling.scope
                run = effects.run_by(passed, scope) if passed is not None else ()
                chains.append(_chain_of(run, None, context))
            return chains[0] if all(chains) and chains else None
    return None


def _chain_of(
    functions: tuple[FunctionSymbol, ...], site: Site | None, context: Context
) -> Chain | None:
    """A query behind one of *functions*, which the call at *site* runs."""
    effects = context.project.effects
    for function in functions:
        chain = effects.reached_awaiting(function, reads_or_changes_rows, site)
        if chain is None or len(chain.steps) > _MAX_STEPS or _is_cached(chain, context):
            continue
        if _follows_a_failure(chain, context):
            continue
        calls = [*effects.along(chain)] if site is None else [site, *effects.along(chain)]
        if not is_about_no_rows(calls[-1].call) and not any(map(_is_handed_in, calls)):
            return chain
    return None


def _is_kept(chain: Chain, context: Context) -> bool:
    """Whether a function on the way asks only where its object, or a store, has no answer yet."""
    return any(
        is_on_first_use(site.call, step.function.node, of_a_key=True)
        or is_asked_of_a_store_first(site.call, step.function.node)
        for step, site in zip(chain.steps, context.project.effects.along(chain))
    )


def _follows_a_failure(chain: Chain, context: Context) -> bool:
    """Whether a call on the way is only made where another one failed."""
    return any(
        isinstance(node, ExceptHandler)
        for step, site in zip(chain.steps, context.project.effects.along(chain))
        for node in enclosing(site.call, step.function.node)
    )


def _is_handed_in(site: Site) -> bool:
    """Whether what is called is a value, as a callback is: whoever passed it knows what it does."""
    match site.call.func:
        case Name(id=name):
            found = site.scope.find(name)
            return found is not None and any(
                binding.kind not in ("function", "class", "import") for binding in found[1]
            )
    return False


def _is_cached(chain: Chain, context: Context) -> bool:
    lifetimes = context.project.lifetimes
    return any(lifetimes.makes_the_only_one(step.function) for step in chain.steps) or any(
        "cache" in text(decorator).lower()
        for step in chain.steps
        if isinstance(step.function.node, Function)
        for decorator in step.function.node.decorators
    )
