'''One session for all requests mixes their transactions.

A session is one conversation with the database. Shared by requests that run at the same time, one
commits what the other has half done, one's error leaves the other with ``PendingRollbackError``,
and in threads its state breaks. It also never lets go of its connection.

Bad:

```python title="app.py"
from fastapi import FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import sessionmaker

app = FastAPI()
session = sessionmaker(create_engine("sqlite:///shop.db"))()  # FAA212


@app.get("/stock")
def read_stock() -> int:
    """How many books there are."""
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()
```

Good:

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
def read_stock(session: Annotated[Session, Depends(get_session)]) -> int:
    """How many books there are."""
    return session.execute(text("SELECT count(*) FROM book")).scalar_one()
```

Counts at module level, as a class attribute and on ``app.state``.

Silent about engines, factories and scoped sessions, which are made to be shared, and about tests
and scripts.
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
    Class,
    Expression,
    Module,
    Name,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import definitions, statements
from flake8_fastapi_arch.project.data.sessions import is_beside_the_application


@checker(
    code="FAA212",
    subject=Module,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{name}` is one session for all requests; make one for each in a dependency",
    advice="Keep the factory where `{name}` is, and make a session for each request in a "
    "dependency.",
)
def global_session(module: Module, context: Context) -> Iterator[Match]:
    if is_beside_the_application(module):
        return
    sessions, scopes = context.project.sessions, context.project.names.scopes(module)
    classes = (owner for owner in module.body if isinstance(owner, Class))
    in_classes = {statement for owner in classes for statement in owner.body}
    in_module = {*module.body}
    for owner in (module, *definitions(module)):
        for statement in statements(owner.body):
            if not isinstance(statement, Assign):
                continue
            value = statement.value.value if isinstance(statement.value, Await) else statement.value
            if not isinstance(value, Call):
                continue
            for target in statement.targets:
                if statement in in_module:
                    is_shared = isinstance(target, Name)
                else:
                    is_shared = _is_kept(target, is_of_class=statement in in_classes)
                if is_shared and sessions.makes(value, scopes.of(owner)):
                    yield at(value, name=text(target))


def _is_kept(target: Expression, is_of_class: bool) -> bool:
    """Whether *target*, assigned below the level of the module, is there for everybody."""
    match target:
        case Attribute(value=Attribute(attr="state")):
            return text(target).startswith(("app.", "application."))
        case Name():
            return is_of_class
    return False
