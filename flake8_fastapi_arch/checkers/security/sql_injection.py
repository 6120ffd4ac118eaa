'''What a client sends is put into the text of an SQL statement.

A quote in a search field ends the literal that the statement opened for it, and the rest of the
field is SQL of the client's: it reads other users' rows, or drops the table. Between the handler
and the statement there often lie two or three functions that each look innocent. A bound parameter
is never read as SQL, whatever it holds.

Bad:

```python title="books.py"
from sqlalchemy import Connection, text


def find(connection: Connection, title: str) -> list[str]:
    statement = f"SELECT title FROM books WHERE hidden = 0 AND title LIKE '%{title}%'"
    return list(connection.execute(text(statement)).scalars())  # FAA313
```

```python title="app.py"
from typing import Annotated, Iterator

from books import find
from fastapi import Depends, FastAPI
from sqlalchemy import Connection, create_engine

engine = create_engine("sqlite:///shop.db")
app = FastAPI()


def get_connection() -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


@app.get("/books")
def search(title: str, connection: Annotated[Connection, Depends(get_connection)]) -> list[str]:
    """The books whose title has this in it."""
    return find(connection, title)
```

Good:

```python title="books.py"
from sqlalchemy import Connection, text


def find(connection: Connection, title: str) -> list[str]:
    statement = text("SELECT title FROM books WHERE hidden = 0 AND title LIKE :title")
    return list(connection.execute(statement, {"title": f"%{title}%"}).scalars())
```

Silent for bound parameters, for parameters and fields that are no free text (numbers, UUIDs, enums,
`Literal`, a `pattern`), for values that the function compares or checks before, and where a client
may write whole statements: that is what such a route is for.
'''

from __future__ import annotations

from collections.abc import Iterator

from flake8_fastapi_arch.checker import Impact, Match, Priority, checker
from flake8_fastapi_arch.context import Context
from flake8_fastapi_arch.facts.model import Function
from flake8_fastapi_arch.project.security.request_data import Policy

_SQL = Policy(frozenset({"path", "segment", "query", "header", "cookie", "body", "form", "file"}))


@checker(
    code="FAA313",
    subject=Function,
    pattern="weak-security",
    impact=Impact.HIGH,
    priority=Priority.P0,
    message="`{value}` of the request becomes SQL in {chain}; bind it as a parameter",
    advice="Write a placeholder where {chain} puts `{value}` into the statement, and pass the "
    "value beside it; check names of columns and tables against those there are.",
    cwe=(89,),
    references=(
        "https://cheatsheetseries.owasp.org/cheatsheets/SQL_Injection_Prevention_Cheat_Sheet.html",
        "https://docs.sqlalchemy.org/en/20/core/sqlelement.html#sqlalchemy.sql.expression.text",
    ),
)
def sql_injection(function: Function, context: Context) -> Iterator[Match]:
    data = context.project.request_data
    for sink, flow in data.reached(context.symbol(function), "sql", _SQL):
        if flow.composed:
            yield context.reaching(sink, flow)
