'''What a row of the database holds is put into the text of an SQL statement.

It was bound when it was stored, so any text got in, and whoever wrote it may have written SQL: a
user named `x' OR '1'='1` waits in the table until a statement is put together from the name.

Bad:

```python title="app.py"
from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def titles(session: Session, author_id: int) -> list[str]:
    author = session.get(Author, author_id)
    if author is None:
        raise HTTPException(404)
    statement = f"SELECT title FROM books WHERE author = '{author.name}'"
    return list(session.execute(text(statement)).scalars())  # FAA314


@app.get("/authors/{author_id}/books")
def books(author_id: int, session: Annotated[Session, Depends(get_session)]) -> list[str]:
    """The titles of an author."""
    return titles(session, author_id)
```

Good:

```python title="app.py"
from typing import Annotated, Iterator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

app = FastAPI()
engine = create_engine("sqlite:///shop.db")


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


def titles(session: Session, author_id: int) -> list[str]:
    author = session.get(Author, author_id)
    if author is None:
        raise HTTPException(404)
    statement = text("SELECT title FROM books WHERE author = :name")
    return list(session.execute(statement, {"name": author.name}).scalars())


@app.get("/authors/{author_id}/books")
def books(author_id: int, session: Annotated[Session, Depends(get_session)]) -> list[str]:
    """The titles of an author."""
    return titles(session, author_id)
```

Silent for numbers, for what the settings hold, for values that the function compares or checks
before, and where the request itself is put into the statement, which FAA313 tells.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, When, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_STORED = Policy(frozenset({"column"}))


@checker(
    code="FAA314",
    subject=Function,
    pattern="weak-security",
    impact=Impact.MEDIUM,
    priority=Priority.P1,
    when=When.REVIEW,
    message="`{value}`, read from a row, becomes SQL in {chain}; bind it as a parameter",
    advice="Write a placeholder where {chain} puts `{value}` into the statement, and pass the "
    "value beside it.",
    cwe=(89,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
    ),
)
def dynamic_sql(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "sql", _STORED):
        if flow.composed:
            yield context.reaching(sink, flow)
