'''A row with a unique column is made of what a client sends, and nobody expects a second one.

The second client who chooses the same name gets a 500: the database refuses the row, and the
IntegrityError passes through the handler. Looking first whether the name is taken helps in most
cases; only the database can say it of two requests at the same time.

Bad:

```python title="models.py"
from sqlalchemy import StaticPool, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

threads = {"check_same_thread": False}
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=threads)


class Base(DeclarativeBase):
    pass


class Reader(Base):
    __tablename__ = "reader"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


Base.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session
```

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI
from models import Reader, get_session
from pydantic import BaseModel
from sqlalchemy.orm import Session

app = FastAPI()


class NewReader(BaseModel):
    name: str


@app.post("/register")
def register(new: NewReader, session: Annotated[Session, Depends(get_session)]) -> str:
    """Register a reader."""
    session.add(Reader(name=new.name))  # FAA518
    session.commit()
    return "welcome"
```

Good:

```python title="app.py"
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from models import Reader, get_session
from pydantic import BaseModel
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

app = FastAPI()


class NewReader(BaseModel):
    name: str


@app.post("/register")
def register(new: NewReader, session: Annotated[Session, Depends(get_session)]) -> str:
    """Register a reader."""
    session.add(Reader(name=new.name))
    try:
        session.commit()
    except IntegrityError as error:
        raise HTTPException(409, "this name is taken") from error
    return "welcome"
```

Silent where an IntegrityError, or anything above it, is caught in the function or by a caller, by
an exception handler or a middleware, and where any function on the way asks for the column first.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Call, Function, Try
from flake8_fastapi_arch.facts.walk import own, own_nodes
from flake8_fastapi_arch.project.data.filled_columns import Filled
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol, LibrarySymbol

_INTEGRITY = LibrarySymbol("sqlalchemy.exc.IntegrityError")


@checker(
    code="FAA518",
    subject=Function,
    pattern="error-handling",
    impact=Impact.MEDIUM,
    priority=Priority.P2,
    when=When.REVIEW,
    message="a second `{column}` is an IntegrityError, a 500; catch it and answer 409",
    advice="Catch the IntegrityError where `{function}` stores the row, and answer 409.",
)
def unhandled_integrity_error(function: Function, context: Context) -> Iterator[Match]:
    filled = context.project.filled_columns.made_in(function)
    if not filled:
        return
    symbol = context.symbol(function)
    project = context.project
    if not project.effects.serves(symbol) or project.exceptions.is_handled(_INTEGRITY):
        return
    around = [symbol, *project.effects.all_callers(symbol)]
    if any(_catches(outer, context) for outer in around):
        return
    seen = set()
    for one in filled:
        name = f"{one.table.cls.node.name}.{one.column.name}" if one.table.cls else one.column.name
        is_unique = one.table.is_unique([one.column.name]) and not one.column.primary_key
        if is_unique and name not in seen and not _is_asked_for(one, around, context):
            seen.add(name)
            yield at(one.call, anchor=name, column=name, function=function.name)


def _catches(function: FunctionSymbol, context: Context) -> bool:
    """Whether a clause of *function* may catch an IntegrityError."""
    types = context.project.exceptions.types
    scope = context.project.names.scope_of(function.module, function.node)
    for node in own(function.node, Try):
        for handler in node.handlers:
            caught, known = types.caught(handler.caught, scope)
            if not known or any(types.is_below(_INTEGRITY, c) is not False for c in caught):
                return True
    return False


def _is_asked_for(one: Filled, around: list[FunctionSymbol], context: Context) -> bool:
    """Whether a function on the way, or one that it calls, names the column in a query."""
    effects = context.project.effects
    called = {
        callee
        for outer in around
        for s in effects.sites(outer)
        for callee in effects.targets(s).functions
    }
    return any(_names(function, one.column.name, one.call) for function in {*around, *called})


def _names(function: FunctionSymbol, column: str, made: Call) -> bool:
    if column.lower() in function.name.rpartition(".")[2].lower():
        return True
    for node in own_nodes(function.node):
        match node:
            case Attribute(attr=attr) if attr == column and not _is_in(node, made):
                if getattr(node.value, "id", "")[:1].isupper() or isinstance(node.value, Attribute):
                    return True
            case Call() if node is not made and node.keyword(column) is not None:
                return True
    return False


def _is_in(node: Attribute, made: Call) -> bool:
    return any(keyword.value is node for keyword in made.keywords)
