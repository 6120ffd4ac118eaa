'''A row that is read after a commit is loaded again, which an asynchronous session cannot do there.

``commit`` expires every object of the session, so that the next reading fetches it anew. Under
``AsyncSession`` a query has to be awaited, and reading an attribute awaits nothing: SQLAlchemy
raises ``MissingGreenlet``, and the request that has just been committed is answered with a 500. The
response model reads attributes as well, and so does whoever makes a model of the row.

Bad:

```python title="app.py"
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///shop.db"))


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


@app.post("/books", status_code=201)
async def add_book(title: str, session: Annotated[AsyncSession, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=title)
    session.add(book)
    await session.commit()
    return book.id  # FAA218
```

Good:

```python title="app.py"
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.security import HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

app = FastAPI(dependencies=[Depends(HTTPBearer())])
make_session = async_sessionmaker(
    create_async_engine("sqlite+aiosqlite:///shop.db"), expire_on_commit=False
)


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


async def get_session() -> AsyncIterator[AsyncSession]:
    async with make_session() as session:
        yield session


@app.post("/books", status_code=201)
async def add_book(title: str, session: Annotated[AsyncSession, Depends(get_session)]) -> int:
    """Add a book."""
    book = Book(title=title)
    session.add(book)
    await session.commit()
    return book.id
```

``await session.refresh(book)`` after the commit does it for one object.

Silent where a factory of the project says ``expire_on_commit``, or cannot be read, or none is
found; where the object is refreshed, passed to a coroutine or queried for again after the commit;
and about objects that were deleted.
'''

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    ExprStatement,
    Function,
    IfExp,
    Keyword,
    Name,
    Node,
    Return,
    Statement,
    Try,
    With,
)
from flake8_fastapi_arch.facts.text import text
from flake8_fastapi_arch.facts.walk import blocks, walk
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.inference.types import Bound, Instance, Value
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import ClassSymbol, FunctionSymbol

_FROM_ATTRIBUTES = frozenset({"model_validate", "from_orm"})


@checker(
    code="FAA218",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{read}` was expired by the commit: MissingGreenlet; use `expire_on_commit=False`",
    advice="Make the session with `expire_on_commit=False`, or await "
    "`{session}.refresh({row})` before `{read}`.",
)
def expired_attribute(function: Function, context: Context) -> Iterator[Match]:
    if not function.is_async or not context.project.sessions.expires_on_commit:
        return
    if not context.project.effects.serves(context.symbol(function)):
        return
    scope = context.project.names.scope_of(context.module, function)
    for commit, session, later in _commits(function.body, (), scope, context):
        held = context.project.held_rows.at(commit.line, session, function, scope, is_async=True)
        found = _first_reading(later, held, function, scope, context)
        if found is not None:
            place, row, read = found
            yield at(
                place,
                related=(Related(context.module.path, commit.line, "this expires it"),),
                anchor=read,
                read=read,
                row=row,
                session=session,
            )
            return  # one repair serves them all


def _commits(
    body: tuple[Statement, ...], after: tuple[Statement, ...], scope: Scope, context: Context
) -> Iterator[tuple[ExprStatement, str, tuple[Statement, ...]]]:
    """The commits in *body*, the session of each, and the statements that surely follow it."""
    for number, statement in enumerate(body):
        rest = (*body[number + 1 :], *after)
        match statement:
            case ExprStatement(Await(Call(func=Attribute(value=session, attr="commit")))):
                if context.project.sessions.is_async(session, scope):
                    yield statement, text(session), rest
            case With() | Try():
                # What follows the block follows a commit in it, unless an exception passes by.
                yield from _commits(statement.body, rest, scope, context)
            case _:
                for block in blocks(statement):
                    yield from _commits(block, (), scope, context)


def _first_reading(
    later: tuple[Statement, ...],
    held: frozenset[str],
    function: Function,
    scope: Scope,
    context: Context,
) -> tuple[Name | Attribute | Return | Call, str, str] | None:
    """Where one of the *held* rows is read first, before anything may have loaded it again."""
    above = parents(function)
    expired = set(held)
    awaited: set[Node] | None = None  # what is read for an ``await`` is read before it
    for statement in later:
        for node in walk(statement):
            if awaited is not None and node not in awaited:
                return None
            if isinstance(node, Await) and awaited is None:
                awaited = set(walk(node))
            if isinstance(node, Name) and node.id in expired:
                reading = _reading(node, above, scope, context)
                if reading is not None:
                    return reading
                if not _is_only_compared(node, above):
                    expired.discard(node.id)
    return None


def _reading(
    name: Name, above: Mapping[Node, Node], scope: Scope, context: Context
) -> tuple[Name | Attribute | Return | Call, str, str] | None:
    parent = above[name]
    if isinstance(parent, Attribute):
        outer = above[parent]
        written = isinstance(outer, Assign) and any(parent is t for t in outer.targets)
        if not written and _is_column(name, parent.attr, scope, context):
            return parent, name.id, text(parent)
    call = above[parent] if isinstance(parent, Keyword) else parent
    if isinstance(call, Call) and call.func is not name and _reads(call, name, scope, context):
        return call, name.id, name.id
    if isinstance(parent, Return) and isinstance(scope.owner, Function):
        routes = context.project.application.routes_of(scope.owner)
        if any(route.response_model is not None for route in routes):
            return parent, name.id, name.id
    return None


def _reads(call: Call, row: Name, scope: Scope, context: Context) -> bool:
    """Whether *call*, which gets the *row*, reads a column of it: what is not awaited cannot load
    it again before."""
    types = context.project.types
    if isinstance(call.func, Attribute) and call.func.attr in _FROM_ATTRIBUTES:
        names = [
            field.name
            for model in types.of(call.func.value, scope)
            if isinstance(model, ClassSymbol) and context.project.models.is_pydantic(model)
            for field in context.project.models.fields(model)
        ]
    else:
        names = [
            name
            for value in types.of(call.func, scope)
            for name in _attributes_read(value, call, row)
        ]
    return any(_is_column(row, name, scope, context) for name in names)


def _attributes_read(value: Value, call: Call, row: Name) -> Iterator[str]:
    """The attributes that the function *value* reads of the *row* which *call* passes to it."""
    function = value.target if isinstance(value, Bound) else value
    if not isinstance(function, FunctionSymbol) or function.is_coroutine:
        return
    above = parents(function.node)
    taken = function.node.parameters[isinstance(value, Bound) :]
    for position, parameter in enumerate(taken):
        if call.argument(parameter.name, position) is row:
            for reading in readings(parameter.name, function.node):
                attribute = above[reading]
                if isinstance(attribute, Attribute):
                    yield attribute.attr


def _is_column(name: Name, column: str, scope: Scope, context: Context) -> bool:
    for value in context.project.types.of(name, scope):
        if isinstance(value, Instance) and isinstance(value.type, ClassSymbol):
            table = context.project.data.table(value.type)
            if table is not None and column in table.columns:
                return True
    return False


def _is_only_compared(name: Name, above: Mapping[Node, Node]) -> bool:
    """Whether the row itself is looked at, not what it holds."""
    parent = above[name]
    if isinstance(parent, IfExp):
        return parent.test is name
    return type(parent).__name__ in ("Compare", "If", "BoolOp", "UnaryOp")
