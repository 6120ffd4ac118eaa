'''A creation that is answered with 200.

The handler inserts a row and returns it, and the answer is ``200 OK``: FastAPI's default for every
method. ``201 Created`` tells clients, proxies and the documentation that there is something new.

Bad:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookIn(BaseModel):
    title: str


class BookOut(BookIn):
    id: int


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", response_model=BookOut)
def add_book(book: BookIn, session: Annotated[Session, Depends(get_session)]) -> Book:  # FAA111
    """A new book."""
    row = Book(title=book.title)
    session.add(row)
    session.commit()
    return row
```

Good:

```python title="app.py"
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = sessionmaker(create_engine("sqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


class BookIn(BaseModel):
    title: str


class BookOut(BookIn):
    id: int


def get_session() -> Iterator[Session]:
    with make_session() as session:
        yield session


@app.post("/books", status_code=201)
def add_book(book: BookIn, session: Annotated[Session, Depends(get_session)]) -> BookOut:
    """A new book."""
    row = Book(title=book.title)
    session.add(row)
    session.commit()
    return BookOut(id=row.id, title=row.title)
```

Silent where a status is given or set, where the row may have been there before (``merge``, several
``return`` statements), where it is not known to be new, and about logins, searches and
routes that are not in the schema.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Attribute, Await, Call, Expression, Name
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol
from flake8_fastapi_arch.project.routes.application import Handler, Route
from flake8_fastapi_arch.project.routes.conventions import is_documented, segments, words_of

_NO_CREATIONS = frozenset(
    {"login", "logout", "search", "query", "refresh", "token", "auth", "callback", "webhook"}
)
_MAX_STEPS = 3


@checker(
    code="FAA111",
    subject=Handler,
    impact=Impact.LOW,
    priority=Priority.P2,
    when=When.REVIEW,
    message="`{handler}` answers 200 for a new `{table}`; give it `status_code=201`",
    advice="Register `{handler}` with `status_code=201`: it makes a `{table}` and returns it.",
)
def created_without_201(handler: Handler, context: Context) -> Iterator[Match]:
    function, routes = handler.function, handler.routes
    symbol = handler.symbol
    if not all(map(_may_create, routes)):
        return
    if not context.project.responses.sets_status(symbol):
        table = _created(symbol, context, _MAX_STEPS)
        if table is not None:
            yield at(function, anchor="", handler=function.name, table=table)


def _may_create(route: Route) -> bool:
    words = {word for segment in segments(route.path) for word in words_of(segment)}
    return (
        route.methods == ("POST",)
        and is_documented(route)
        and not route.arguments & {"status_code", "response_class", "**"}
        and not words & _NO_CREATIONS
    )


def _created(function: FunctionSymbol, context: Context, steps: int) -> str | None:
    """The table of which *function* inserts a row and returns it, the only thing it returns."""
    returned = list(context.project.responses.returns(function))
    if len(returned) != 1 or not steps:
        return None
    _, value, scope = returned[0]
    return _new_row(value, scope, function, context, steps)


def _new_row(
    value: Expression, scope: Scope, function: FunctionSymbol, context: Context, steps: int
) -> str | None:
    match value:
        case Await(value=inner):
            return _new_row(inner, scope, function, context, steps)
        case Name(id=name):
            return _of_variable(name, scope, function, context, steps)
        case Call(args=args) as call:
            [*callees] = _callees(call, function, context)
            if len(callees) == 1:
                return _created(callees[0], context, steps - 1)
            if len(args) == 1 and isinstance(args[0], Name):  # Book.model_validate(row)
                return _of_variable(args[0].id, scope, function, context, steps)
    return None


def _of_variable(
    name: str, scope: Scope, function: FunctionSymbol, context: Context, steps: int
) -> str | None:
    bindings = scope.bindings.get(name, ())
    if len(bindings) != 1 or bindings[0].kind != "assign":
        return None
    value = bindings[0].value
    value = value.value if isinstance(value, Await) else value
    if not isinstance(value, Call):
        return None
    if not _is_added(name, function, context):
        return _new_row(value, scope, function, context, steps)
    # ``Book(...)``, or ``Book.model_validate(book)``
    made = value.func
    if isinstance(made, Attribute) and made.attr in ("model_validate", "from_orm"):
        made = made.value
    tables = [
        cls.name
        for cls in context.project.types.of(made, scope)
        if isinstance(cls, ClassSymbol) and context.project.models.table_kind(cls)
    ]
    return tables[0] if len(tables) == 1 else None


def _is_added(name: str, function: FunctionSymbol, context: Context) -> bool:
    effects = context.project.effects
    return any(
        site.call.args[:1]
        and isinstance(site.call.args[0], Name)
        and site.call.args[0].id == name
        and any(effect.name.endswith("Session.add") for effect in effects.library_effects(site))
        for site in effects.sites(function)
    )


def _callees(call: Call, function: FunctionSymbol, context: Context) -> Iterator[FunctionSymbol]:
    effects = context.project.effects
    for site in effects.sites(function):
        if site.call is call:
            yield from effects.targets(site).functions
