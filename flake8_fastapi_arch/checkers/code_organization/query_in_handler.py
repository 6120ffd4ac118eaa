'''Queries written in a handler cannot be reused, and tie HTTP to the tables.

The same selection is soon needed by a second handler, a job and a test. Where a project has a layer
for its queries (repositories, services, CRUD modules), a query in a handler goes around it; where
it has none, several queries in one handler are the sign that it wants one.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> dict[str, int]:  # FAA502
    """How much there is of everything."""
    books = session.execute(text("SELECT count(*) FROM book")).scalar_one()
    copies = session.execute(text("SELECT count(*) FROM copy")).scalar_one()
    return {"books": books, "copies": copies}
```

Good:

```python title="stock.py"
from sqlalchemy import text
from sqlalchemy.orm import Session


def count_stock(session: Session) -> dict[str, int]:
    """How much there is of everything."""
    books = session.execute(text("SELECT count(*) FROM book")).scalar_one()
    copies = session.execute(text("SELECT count(*) FROM copy")).scalar_one()
    return {"books": books, "copies": copies}
```

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker
from stock import count_stock

app = FastAPI()
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.get("/stock")
def read_stock(session: Annotated[Session, Depends(get_session)]) -> dict[str, int]:
    """How much there is of everything."""
    return count_stock(session)
```

``max-handler-queries`` (default 1) is how many are allowed; none is where at least two thirds of
the project's querying functions on the request path live outside of the modules with routes.

Silent about a single look-up by key, about health checks (``SELECT 1``), and about handlers that
stay within the limit.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Option, Priority, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Call, Constant
from flake8_fastapi_arch.project.flow.calls import Site
from flake8_fastapi_arch.project.routes.application import Handler

_LOOKUPS = (".get", ".get_one")


@checker(
    code="FAA502",
    subject=Handler,
    pattern="fat-router",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    message="`{handler}` queries the database {times} itself; {instead}",
    advice="Move the queries of `{handler}` to a repository or service function; {instead}.",
    options=(
        Option(
            "max-handler-queries", 1, "queries that a handler may make itself (FAA502)", "queries"
        ),
    ),
)
def query_in_handler(handler: Handler, context: Context) -> Iterator[Match]:
    project, function = context.project, handler.function
    queries = project.effects.queries(handler.symbol)
    found = [site for site in queries if not _is_probe(site.call)]
    if not found:
        return
    layer = project.has_data_layer
    if len(found) > context.limit("max-handler-queries"):
        instead = "the project has a layer for that" if layer else "give them a function"
    elif layer and not (len(found) == 1 and _is_lookup(found[0], context)):
        instead = "the project has a layer for that"
    else:
        return
    times = "once" if len(found) == 1 else f"{len(found)} times"
    yield at(
        function,
        anchor="",
        handler=function.name,
        times=times,
        instead=instead,
        queries=len(found),
    )


def _is_probe(call: Call) -> bool:
    """Whether the query only tests the connection: ``SELECT 1``."""
    match call.args:
        case (Call(args=(Constant(value=1),)), *_):
            return True
        case (Call(args=(Constant(value=str(statement)),)), *_):
            return statement.strip(" ;").upper() == "SELECT 1"
    return False


def _is_lookup(site: Site, context: Context) -> bool:
    libraries = context.project.effects.targets(site).libraries
    return any(dotted.endswith(_LOOKUPS) for dotted in libraries)
