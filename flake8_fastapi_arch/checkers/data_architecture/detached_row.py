'''A row that was expired by a commit leaves the block that closes its session.

``commit`` expires every object of the session: the next reading asks the database again. When the
``with`` block ends, the session is closed and there is nobody left to ask, so that reading any
attribute raises ``DetachedInstanceError``, in the caller or in the response model. Only the path
that really wrote something fails.

Bad:

```python title="books.py"
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def rename(book_id: int, title: str) -> Book | None:
    with Session(engine) as session:
        book = session.scalars(select(Book).where(Book.id == book_id)).first()
        if book and book.title != title:
            book.title = title
            session.commit()
    return book  # FAA220
```

```python title="app.py"
from books import rename
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPBearer

app = FastAPI(dependencies=[Depends(HTTPBearer())])


@app.put("/books/{book_id}/title")
def put_title(book_id: int, title: str) -> str:
    """Rename a book."""
    book = rename(book_id, title)
    if book is None:
        raise HTTPException(404)
    return book.title
```

Good:

```python title="books.py"
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Book(Base):
    __tablename__ = "book"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def rename(book_id: int, title: str) -> Book | None:
    with Session(engine) as session:
        book = session.scalars(select(Book).where(Book.id == book_id)).first()
        if book and book.title != title:
            book.title = title
            session.commit()
            session.refresh(book)
    return book
```

A session made with ``expire_on_commit=False`` keeps what was read, for good or ill.

Silent where the session is not surely made by the block, or somebody may have said
``expire_on_commit``; where the row is touched between the commit and the return, which loads it
again; and where no function on the request path reads the row.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, Related, at, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import (
    Assign,
    Attribute,
    Await,
    Call,
    ExprStatement,
    For,
    Function,
    Name,
    Node,
    Raise,
    Return,
    Statement,
    While,
    With,
)
from flake8_fastapi_arch.facts.walk import blocks, walk
from flake8_fastapi_arch.project.flow.uses import parents, readings
from flake8_fastapi_arch.project.modules.scopes import Scope
from flake8_fastapi_arch.project.modules.symbols import FunctionSymbol


@checker(
    code="FAA220",
    subject=Function,
    pattern="session-management",
    impact=Impact.HIGH,
    priority=Priority.P1,
    message="`{row}` leaves its session expired: reading it raises DetachedInstanceError",
    advice="Call `{session}.refresh({row})` after the commit, or return what the caller needs of "
    "`{row}`, read before the session is closed.",
)
def detached_row(function: Function, context: Context) -> Iterator[Match]:
    scopes = context.project.names.scopes(context.module)
    if not scopes.calls_named("commit") or not context.project.data.tables:
        return
    scope = context.project.names.scope_of(context.module, function)
    for commit, session, later in _commits(function.body, ()):
        if not _is_closed_here(commit, session, function, scope, context):
            continue
        is_async = isinstance(commit.value, Await)
        held = context.project.held_rows.at(
            commit.line, session, function, scope, is_async=is_async
        )
        left = _returned(later, held)
        if left is not None and _is_read(context.symbol(function), context):
            yield at(
                left,
                related=(Related(context.module.path, commit.line, "this expires it"),),
                anchor=left.id,
                row=left.id,
                session=session,
            )
            return  # one repair serves them all


def _commits(
    body: tuple[Statement, ...], after: tuple[Statement, ...]
) -> Iterator[tuple[ExprStatement, str, tuple[Statement, ...]]]:
    """The commits in *body*, loops apart, the session of each, and the statements that follow."""
    for number, statement in enumerate(body):
        rest = (*body[number + 1 :], *after)
        match statement:
            case ExprStatement(
                Call(func=Attribute(value=Name(id=session), attr="commit"))
                | Await(Call(func=Attribute(value=Name(id=session), attr="commit")))
            ):
                yield statement, session, rest
            case For() | While():
                pass
            case _:
                for block in blocks(statement):
                    yield from _commits(block, rest)


def _is_closed_here(
    commit: ExprStatement, session: str, function: Function, scope: Scope, context: Context
) -> bool:
    """Whether *commit* stands in a ``with`` block that makes the *session*, and so closes it."""
    above = parents(function)
    node: Node = commit
    while node is not function:
        node = above[node]
        for item in node.items if isinstance(node, With) else ():
            if isinstance(item.target, Name) and item.target.id == session:
                return isinstance(item.context, Call) and context.project.sessions.expires_rows(
                    item.context, scope
                )
    return False


def _returned(later: tuple[Statement, ...], held: frozenset[str]) -> Name | None:
    """Which of the *held* rows is returned before anything may have loaded it again."""
    expired = set(held)
    for statement in later:
        match statement:
            case Return(value=Name(id=row) as name):
                return name if row in expired else None
            case Return() | Raise():
                return None
        expired.difference_update(n.id for n in walk(statement) if isinstance(n, Name))
    return None


def _is_read(function: FunctionSymbol, context: Context) -> bool:
    """Whether a caller on the request path, or the response, reads the row *function* returns."""
    assert isinstance(function.node, Function)
    routes = context.project.application.routes_of(function.node)
    if any(route.response_model is not None for route in routes):
        return True
    return any(
        _uses(site.call, caller) for caller, site in context.project.effects.call_sites(function)
    )


def _uses(call: Call, caller: FunctionSymbol) -> bool:
    """Whether *caller* reads an attribute of what *call* gives."""
    above = parents(caller.node)
    parent = above[call]
    if isinstance(parent, Await):
        parent = above[parent]
    match parent:
        case Attribute():
            return True
        case Assign(targets=(Name(id=name),)):
            return any(isinstance(above[r], Attribute) for r in readings(name, caller.node))
    return False
